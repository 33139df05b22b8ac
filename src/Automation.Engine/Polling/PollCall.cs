namespace Automation.Polling;

/// <summary>A poller that is ready to be asked for one rule in one scope.</summary>
/// <param name="Interval">How long after the poll the next one begins.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="PollAsync">Asks it.</param>
internal sealed record PollCall(TimeSpan Interval, TimeSpan Timeout, Func<PollContext, CancellationToken, Task<Found>> PollAsync);
