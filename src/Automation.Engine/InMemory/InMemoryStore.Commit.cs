namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.ThrowIfInvalid();
        return Transact<IReadOnlyList<OperationResult>>(
            data =>
            {
                data.Runs.Now = batch.Now;
                if (batch.Node is { } node)
                {
                    data.Nodes.ThrowIfFenced(node, batch.Now);
                }

                var results = new OperationResult[batch.Operations.Count];
                for (var i = 0; i < results.Length; i++)
                {
                    results[i] = batch.Operations[i] switch
                    {
                        AcceptOperation accept => AcceptStep.Apply(data, batch, accept),
                        RecordOperation record => RecordStep.Apply(data, batch, record),
                        SignalOperation signal => SignalStep.Apply(data, batch, signal),
                        var other => throw new InvalidOperationException($"Automation bug: no step for {other.GetType().Name}."),
                    };
                }

                return results;
            },
            cancellationToken);
    }
}
