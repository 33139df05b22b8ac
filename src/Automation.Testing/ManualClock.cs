namespace Automation.Testing;

/// <summary>A clock that stands still until a test moves it. Timers fire only then, on the thread that moves it, in order of their due time.</summary>
/// <remarks>Thread-safe. Several tests can each have one: nothing is shared.</remarks>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(ManualTimer Timer, long Version), (DateTimeOffset Due, long Order)> _due = new();
    private DateTimeOffset _now;
    private long _order;

    /// <summary>A clock that shows an instant.</summary>
    /// <param name="now">The instant; null for 2030-01-01T00:00:00Z.</param>
    public ManualClock(DateTimeOffset? now = null) => _now = (now ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToUniversalTime();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return Peek_NeedsLock(out _, out var due) ? due : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock to the next due timer, if that is not after <paramref name="limit"/>, and fires it; else to the limit, and returns false.</summary>
    /// <remarks>The clock never goes back: a limit in the past leaves it where it is.</remarks>
    public bool FireNext(DateTimeOffset limit)
    {
        ManualTimer timer;
        lock (_gate)
        {
            if (!Peek_NeedsLock(out var next, out var due) || due > limit)
            {
                _now = limit > _now ? limit.ToUniversalTime() : _now;
                return false;
            }

            timer = next!;
            _due.Dequeue();
            _now = due > _now ? due : _now;
            timer.Fired_NeedsLock();
        }

        timer.Fire();
        return true;
    }

    /// <summary>Moves the clock and fires every timer that is due by then.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var limit = GetUtcNow() + by;
        while (FireNext(limit))
        {
        }
    }

    private bool Peek_NeedsLock(out ManualTimer? timer, out DateTimeOffset due)
    {
        while (_due.TryPeek(out var next, out var key))
        {
            if (next.Timer.Version == next.Version)
            {
                timer = next.Timer;
                due = key.Due;
                return true;
            }

            // Changed or disposed since.
            _due.Dequeue();
        }

        timer = null;
        due = default;
        return false;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _disposed;

        public long Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                Version++;
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock._due.Enqueue((this, Version), (clock._now + dueTime, clock._order++));
                }

                return true;
            }
        }

        /// <summary>It left the queue: a periodic timer enters it again.</summary>
        public void Fired_NeedsLock()
        {
            Version++;
            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
            {
                clock._due.Enqueue((this, Version), (clock._now + _period, clock._order++));
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                Version++;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
