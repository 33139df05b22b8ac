namespace Automation.Diagnostics;

/// <summary>Counts what the engine has in hand, so that tests can wait until it is idle instead of sleeping.</summary>
/// <remarks>Work is entered before the one who caused it leaves, so the count is zero only when nothing is left to do. Thread-safe.</remarks>
internal sealed class ActivityTracker
{
    private readonly Lock _gate = new();
    private readonly List<(bool WithHandlers, TaskCompletionSource Waiter)> _waiters = [];
    private int _working;
    private int _handlers;

    /// <summary>The engine itself has something to do.</summary>
    public void Enter() => Change(1, 0);

    public void Leave() => Change(-1, 0);

    /// <summary>A handler returned an unfinished task: the engine waits for it.</summary>
    public void HandlerBegins() => Change(-1, 1);

    public void HandlerEnds() => Change(1, -1);

    /// <summary>Completes when the engine has nothing to do; with <paramref name="withHandlers"/> also no handler is running.</summary>
    public Task WhenIdleAsync(bool withHandlers, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (IsIdle_NeedsLock(withHandlers))
            {
                return Task.CompletedTask;
            }

            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((withHandlers, waiter));
        }

        return waiter.Task.WaitAsync(cancellationToken);
    }

    private bool IsIdle_NeedsLock(bool withHandlers) => _working == 0 && (!withHandlers || _handlers == 0);

    private void Change(int working, int handlers)
    {
        lock (_gate)
        {
            _working += working;
            _handlers += handlers;
            for (var index = _waiters.Count - 1; _working == 0 && index >= 0; index--)
            {
                if (IsIdle_NeedsLock(_waiters[index].WithHandlers))
                {
                    _waiters[index].Waiter.TrySetResult();
                    _waiters.RemoveAt(index);
                }
            }
        }
    }
}
