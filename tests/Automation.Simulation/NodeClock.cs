namespace Automation.Simulation;

/// <summary>The clock of one process on a machine: it is wrong, somebody sets it, and it goes a little too fast or too slow. Its timers and spans do the latter, too.</summary>
internal sealed class NodeClock(Scheduler scheduler, Machine machine, Life life) : TimeProvider
{
    private readonly DateTimeOffset _start = scheduler.Now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + machine.WrongBy + new TimeSpan(Elapsed);

    public override long GetTimestamp() => TimeSpan.TicksPerDay + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new NodeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private long Elapsed => (long)((scheduler.Now - _start).Ticks * machine.Rate);

    private void After(TimeSpan delay, Action happening) => machine.After(life, new TimeSpan((long)Math.Ceiling(delay.Ticks / machine.Rate) + 1), happening);

    private sealed class NodeTimer(NodeClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock.After(dueTime, () => Fire(version, period));
            }

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int version, TimeSpan period)
        {
            if (version != _version)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                clock.After(period, () => Fire(version, period));
            }

            callback(state);
        }
    }
}
