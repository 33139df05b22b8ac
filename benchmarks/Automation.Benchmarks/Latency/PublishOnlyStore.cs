using System.Reflection;
using Automation.Storage;

namespace Automation.Benchmarks.Latency;

/// <summary>A store whose process is never let in as a node: it publishes and reads, and works on no runs.</summary>
public class PublishOnlyStore : DispatchProxy
{
    private IAutomationStore _store = null!;

    public static IAutomationStore Around(IAutomationStore store)
    {
        var proxy = Create<IAutomationStore, PublishOnlyStore>();
        ((PublishOnlyStore)proxy)._store = store;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IAutomationStore.JoinAsync) ? Task.FromResult<NodeLease?>(null) : targetMethod.Invoke(_store, args);
}
