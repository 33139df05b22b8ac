using Automation.Storage;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>A handler's transaction on a <see cref="HookedStore"/>.</summary>
internal sealed class HookedTransaction(HookedStore store) : IStepTransaction
{
    public Task<bool> AbandonAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<RecordResult> CommitAsync(NodeLease node, DateTimeOffset now, RecordOperation operation, CancellationToken cancellationToken)
    {
        if (store.BeforeCommitOfStep is { } before)
        {
            await before(operation);
        }

        return (RecordResult)(await store.CommitAsync(new CommitBatch { Node = node, Now = now, Operations = [operation] }, cancellationToken)).Single();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
