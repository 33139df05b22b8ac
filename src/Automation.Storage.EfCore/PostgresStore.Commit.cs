using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <summary>So many times a scope may change while one batch is sent before the batch counts as not stored.</summary>
    private const int MaxStaleRounds = 20;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.ThrowIfInvalid();
        ThrowIfNotOpen();
        return _writers.UseAsync((connection, statements) => CommitAsync(connection, statements, batch), batch.Node?.NodeId, cancellationToken);
    }

    private async Task<IReadOnlyList<OperationResult>> CommitAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch)
    {
        try
        {
            return await StoreAsync(connection, statements, batch).ConfigureAwait(false);
        }
        catch (ScopeStaleException)
        {
            return await CommitWithoutStaleAsync(connection, statements, batch).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresFaults.OfWrite(fault, "The commit's answer did not come");
        }
    }

    /// <summary>Rules of a scope changed since its operations were decided: they are answered so, and the others are stored.</summary>
    private async Task<IReadOnlyList<OperationResult>> CommitWithoutStaleAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch)
    {
        for (var round = 0; round < MaxStaleRounds; round++)
        {
            try
            {
                var stale = await _staleAccepts.FindAsync(connection, batch).ConfigureAwait(false);
                var rest = batch.Operations.Where((_, index) => !stale.ContainsKey(index)).ToList();
                var left = new CommitBatch { Node = batch.Node, Now = batch.Now, Operations = rest };
                var results = new Queue<OperationResult>(await StoreAsync(connection, statements, left).ConfigureAwait(false));
                return [.. batch.Operations.Select((_, index) => stale.TryGetValue(index, out var refused) ? refused : results.Dequeue())];
            }
            catch (ScopeStaleException)
            {
                // Changed again meanwhile: look again.
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
            {
                throw PostgresFaults.OfWrite(fault, "The commit's answer did not come");
            }
        }

        throw new StoreUnavailableException($"The rules of a scope changed {MaxStaleRounds} times while one batch was stored; nothing was stored.");
    }

    private async Task<List<OperationResult>> StoreAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch)
    {
        try
        {
            return await StoreOnceAsync(connection, statements, batch).ConfigureAwait(false);
        }
        catch (EventAwaitedException)
        {
            return await StoreOnceAsync(connection, statements, batch).ConfigureAwait(false);
        }
    }

    private Task<List<OperationResult>> StoreOnceAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch) =>
        batch.Operations.Any(static operation => operation is AcceptOperation { FromIntake: true })
            ? StoreFromIntakeAsync(connection, statements, batch)
            : statements.ExecuteAsync(connection, batch, ClockOf(batch.Now));
}
