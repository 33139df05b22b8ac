namespace Automation.EndToEnd.Worlds;

/// <summary>A clock that a test can set back, as somebody does with that of a machine. Durations and timers go on as they were.</summary>
internal sealed class SteppingClock(TimeProvider clock) : TimeProvider
{
    private TimeSpan _back;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() - _back;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);

    public void StepBack(TimeSpan by) => _back += by;
}
