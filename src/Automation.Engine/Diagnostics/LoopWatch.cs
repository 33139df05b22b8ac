using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Automation.Diagnostics;

/// <summary>Knows how the loops are that keep the host at work, and begins them again when they end against all expectation.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class LoopWatch(TimeProvider time, ILogger<LoopWatch> logger)
{
    /// <summary>So long a loop may fail before that is trouble.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<LoopState> _states = new();

    /// <summary>What all of them do, as a sentence begins.</summary>
    public IReadOnlyList<string> Works => [.. _states.Select(state => state.Work)];

    /// <summary>What is wrong; empty when all is well.</summary>
    public IReadOnlyList<LoopTrouble> Troubles => [.. _states.Select(state => state.Look()).OfType<LoopTrouble>()];

    /// <summary>A loop, or a part of one, that says how it is.</summary>
    /// <param name="work">What it does, as a sentence begins.</param>
    /// <param name="patience">How long it may fail before that is trouble; null for the usual.</param>
    public LoopState Add(string work, TimeSpan? patience = null)
    {
        var state = new LoopState(work, patience ?? Patience, time);
        _states.Enqueue(state);
        return state;
    }

    /// <summary>Runs a loop until the token stops it. It catches what goes wrong in its passes; what comes through all the same, such as the fault of a logger, must not leave its work undone for ever.</summary>
    public async Task RunAsync(LoopState state, Func<CancellationToken, Task> loop, CancellationToken stopping)
    {
        long? endedAt = null;
        while (true)
        {
            try
            {
                await loop(stopping).ConfigureAwait(false);
                return;
            }
            catch (Exception exception)
            {
                state.Ended(exception);
                Say(state, exception);
            }

            // A loop rests by itself before its next pass. One that does not come so far must not spin.
            if (endedAt is { } before && time.GetElapsedTime(before) < Breath)
            {
                await Task.Delay(Breath, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }

            endedAt = time.GetTimestamp();
        }
    }

    private void Say(LoopState state, Exception exception)
    {
        try
        {
            LogEnded(state.Work, exception);
        }
        catch (Exception)
        {
            // The logger may be what failed; the health check says it all the same.
        }
    }
}
