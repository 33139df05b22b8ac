using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Automation.Storage;

namespace Automation.Benchmarks;

/// <summary>A store that accepts every event and keeps none: what is left is the engine.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class ForgettingStore : DispatchProxy
{
    private static readonly AcceptResult Accepted = new() { Status = AcceptStatus.Accepted };

    private IAutomationStore? _inner;

    public static IAutomationStore Over(IAutomationStore inner)
    {
        var store = Create<IAutomationStore, ForgettingStore>();
        ((ForgettingStore)store)._inner = inner;
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        args is [CommitBatch batch, ..] && batch.Operations.All(operation => operation is AcceptOperation { Event: not null, Runs.Count: 0 })
            ? Task.FromResult<IReadOnlyList<OperationResult>>([.. batch.Operations.Select(_ => Accepted)])
            : targetMethod!.Invoke(_inner, args);
}
