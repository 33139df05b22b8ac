using Automation.Storage;

namespace Automation.Running.Leases;

/// <summary>The instants that the engine stores and compares: the store's clock where that one decides between nodes, else the host's. Timers and spans are the host's.</summary>
/// <remarks>Between two readings it goes on by the monotonic clock, so that a host's clock that is set anew changes nothing. Thread-safe.</remarks>
internal sealed class StoreClock(TimeProvider inner) : TimeProvider
{
    /// <summary>An answer that took longer says too little about the present.</summary>
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(1);

    private volatile Reading? _reading;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => _reading is { } reading ? reading.Instant + inner.GetElapsedTime(reading.Timestamp) : inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>Reads the store's clock; it is taken to have read it half-way between question and answer.</summary>
    public async Task CorrectAsync(IAutomationStore store, CancellationToken cancellationToken)
    {
        var asked = inner.GetTimestamp();
        if (await store.ReadClockAsync(cancellationToken).ConfigureAwait(false) is not { } instant)
        {
            return;
        }

        var answered = inner.GetTimestamp();
        var roundTrip = inner.GetElapsedTime(asked, answered);
        if (_reading is null || roundTrip <= SlowAnswer)
        {
            _reading = new Reading(instant.ToUniversalTime() + (roundTrip / 2), answered);
        }
    }

    private sealed record Reading(DateTimeOffset Instant, long Timestamp);
}
