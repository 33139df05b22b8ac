namespace Automation.EndToEnd.Nodes;

/// <summary>A host's clock that is wrong by a span; its timers and its monotonic clock are right.</summary>
internal sealed class SkewedClock(TimeProvider right, TimeSpan by) : TimeProvider
{
    public override long TimestampFrequency => right.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + by;

    public override long GetTimestamp() => right.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);
}
