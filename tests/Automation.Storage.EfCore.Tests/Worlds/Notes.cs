namespace Automation.Storage.EfCore.Tests.Worlds;

/// <summary>What handlers noted, in the world outside.</summary>
public sealed class Notes
{
    private readonly Lock _gate = new();
    private readonly List<string> _all = [];
    private readonly List<(int Count, TaskCompletionSource Waiter)> _waiters = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    public void Add(string note)
    {
        lock (_gate)
        {
            _all.Add(note);
            foreach (var (count, waiter) in _waiters)
            {
                if (_all.Count >= count)
                {
                    waiter.TrySetResult();
                }
            }
        }
    }

    /// <summary>Completes when so many notes are there.</summary>
    public Task WhenAsync(int count)
    {
        lock (_gate)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, waiter));
            if (_all.Count >= count)
            {
                waiter.SetResult();
            }

            return waiter.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
