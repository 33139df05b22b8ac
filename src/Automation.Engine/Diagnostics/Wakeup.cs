namespace Automation.Diagnostics;

/// <summary>Wakes a loop, by hand or after a while. A wake-up counts as work from the moment it comes until the loop's turn is done.</summary>
/// <remarks>Wake-ups that come before the loop has begun its turn are one. Thread-safe.</remarks>
internal sealed class Wakeup : IDisposable
{
    private readonly ActivityTracker _activity;
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly ITimer _timer;
    private int _rung;
    private volatile bool _closed;

    public Wakeup(TimeProvider time, ActivityTracker activity)
    {
        _activity = activity;
        _timer = time.CreateTimer(static state => ((Wakeup)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Ring()
    {
        if (!_closed && Interlocked.Exchange(ref _rung, 1) == 0)
        {
            _activity.Enter();
            _signal.Release();
        }
    }

    /// <summary>Rings once after a while, instead of what was set before; <see cref="Timeout.InfiniteTimeSpan"/> never.</summary>
    public void RingAfter(TimeSpan delay) => _timer.Change(delay, Timeout.InfiniteTimeSpan);

    /// <summary>Waits for the next wake-up. The turn that follows ends with <see cref="Done"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _rung, 0);
    }

    /// <summary>The loop's turn is done; what it left to do is entered by others.</summary>
    public void Done() => _activity.Leave();

    /// <summary>Nobody waits any more: a wake-up that waits is no work.</summary>
    public void Dispose()
    {
        _closed = true;
        _timer.Dispose();
        if (_signal.Wait(0, CancellationToken.None))
        {
            _activity.Leave();
        }
    }
}
