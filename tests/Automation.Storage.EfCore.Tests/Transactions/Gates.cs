using System.Collections.Concurrent;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>Handlers wait here, each at its own gate.</summary>
public sealed class Gates
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>Whoever came, in order.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    public Task PassAsync(string name)
    {
        _calls.Enqueue(name);
        return GateOf(name).Task;
    }

    /// <summary>Lets a handler return. What the engine does behind it is done when this comes back, as far as it waits for nothing.</summary>
    public Task OpenAsync(string name) => Task.Run(() => GateOf(name).SetResult());

    private TaskCompletionSource GateOf(string name) => _gates.GetOrAdd(name, static _ => new TaskCompletionSource());
}
