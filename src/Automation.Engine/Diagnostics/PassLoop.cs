namespace Automation.Diagnostics;

/// <summary>Makes a pass whenever it is woken, when something is due, and from time to time. A pass that fails does not end it: the fault is said, and the next try comes a little later each time.</summary>
/// <param name="time">The clock.</param>
/// <param name="activity">Hears of each pass.</param>
/// <param name="state">Hears how each pass went.</param>
/// <param name="pace">The longest rest between two passes.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class PassLoop(TimeProvider time, ActivityTracker activity, LoopState state, Pace pace)
{
    /// <summary>The first rest after a failure, where nothing else is said.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Due at this very instant, but not to be had: a short breath instead of a spin.</summary>
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(10);

    private readonly Wakeup _wakeup = new(time, activity);
    private readonly Lock _gate = new();
    private DateTimeOffset? _next;

    /// <summary>The first rest after a failure.</summary>
    public TimeSpan FirstRetry { get; init; } = Retry;

    /// <summary>The longest rest after failures in a row.</summary>
    public TimeSpan LastRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A pass now.</summary>
    public void Wake()
    {
        pace.Quicken();
        _wakeup.Ring();
    }

    /// <summary>Another process stored something, or is not heard any more: a pass after a short rest, at the latest.</summary>
    public void Hear()
    {
        pace.Quicken();
        if (pace.Shortest != Timeout.InfiniteTimeSpan)
        {
            Expect(time.GetUtcNow() + pace.Shortest);
        }
    }

    /// <summary>A pass then, or before.</summary>
    public void Expect(DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_next is null || due < _next)
            {
                SetTimer_NeedsLock(due);
            }
        }
    }

    /// <summary>Makes passes until the token stops it. Called again only when it threw.</summary>
    /// <param name="pass">One pass, which says when something is due again; null for nothing.</param>
    /// <param name="failed">Says that a pass failed, and when the next try is.</param>
    /// <param name="stopping">Ends the loop, and the pass that is under way.</param>
    public async Task RunAsync(Func<CancellationToken, Task<DateTimeOffset?>> pass, Action<TimeSpan, Exception> failed, CancellationToken stopping)
    {
        var retry = FirstRetry;
        while (true)
        {
            try
            {
                await _wakeup.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                _wakeup.Dispose();
                return;
            }

            lock (_gate)
            {
                // What is expected from here on may come too late for this pass.
                _next = null;
            }

            DateTimeOffset? next = null;
            var rest = pace.Shortest;
            try
            {
                next = await pass(stopping).ConfigureAwait(false);
                rest = pace.Rest();
                retry = FirstRetry;
                state.Succeeded();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The next wait ends the loop.
            }
            catch (Exception exception)
            {
                // One bad pass must not end the loop: what is to be done stays so.
                state.Failed(exception);
                pace.Quicken();
                rest = retry;
                retry = Backoff.After(retry, LastRetry);
                failed(rest, exception);
            }
            finally
            {
                lock (_gate)
                {
                    var last = rest == Timeout.InfiniteTimeSpan ? (DateTimeOffset?)null : time.GetUtcNow() + rest;
                    SetTimer_NeedsLock(Sooner(_next, Sooner(next, last)));
                }

                _wakeup.Done();
            }
        }
    }

    /// <summary>The earlier instant; null is never.</summary>
    public static DateTimeOffset? Sooner(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right : left;

    private void SetTimer_NeedsLock(DateTimeOffset? at)
    {
        _next = at;
        _wakeup.RingAfter(at is not { } instant ? Timeout.InfiniteTimeSpan
            : instant - time.GetUtcNow() is var wait && wait < ShortestTimer ? ShortestTimer
            : wait < LongestTimer ? wait : LongestTimer);
    }
}
