namespace Automation.Storage.EfCore.Tests.Clocks;

/// <summary>The clock of a machine that is wrong, may be set, and goes too fast or too slow; its timers and spans do the latter, too.</summary>
internal sealed class WrongClock(TimeSpan wrongBy, double rate) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _startTimestamp = System.GetTimestamp();
    private long _wrongBy = wrongBy.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Elapsed => System.GetElapsedTime(_startTimestamp) * rate;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed + TimeSpan.FromTicks(Volatile.Read(ref _wrongBy));

    public override long GetTimestamp() => TimeSpan.TicksPerDay + Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new WrongTimer(System.CreateTimer(callback, state, Right(dueTime), Right(period)), this);

    public void SetBack(TimeSpan by) => Interlocked.Add(ref _wrongBy, -by.Ticks);

    /// <summary>How long a span of this clock takes.</summary>
    private TimeSpan Right(TimeSpan span) => span <= TimeSpan.Zero ? span : span / rate;

    private sealed class WrongTimer(ITimer timer, WrongClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Right(dueTime), clock.Right(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
