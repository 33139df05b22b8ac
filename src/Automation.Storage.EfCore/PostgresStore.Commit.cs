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
        return _writer.UseAsync(connection => CommitAsync(connection, batch), batch.Node?.NodeId, cancellationToken);
    }

    private async Task<IReadOnlyList<OperationResult>> CommitAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        try
        {
            return await StoreAsync(connection, batch).ConfigureAwait(false);
        }
        catch (ScopeStaleException)
        {
            return await CommitWithoutStaleAsync(connection, batch).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresFaults.OfWrite(fault, "The commit's answer did not come");
        }
    }

    /// <summary>Rules of a scope changed since its operations were decided: they are answered so, and the others are stored.</summary>
    private async Task<IReadOnlyList<OperationResult>> CommitWithoutStaleAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        for (var round = 0; round < MaxStaleRounds; round++)
        {
            try
            {
                var stale = await _staleAccepts.FindAsync(connection, batch).ConfigureAwait(false);
                var rest = batch.Operations.Where((_, index) => !stale.ContainsKey(index)).ToList();
                var left = new CommitBatch { Node = batch.Node, Now = batch.Now, Operations = rest };
                var results = new Queue<OperationResult>(await StoreAsync(connection, left).ConfigureAwait(false));
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

    private Task<List<OperationResult>> StoreAsync(NpgsqlConnection connection, CommitBatch batch) =>
        batch.Operations.Any(static operation => operation is AcceptOperation { FromIntake: true })
            ? StoreFromIntakeAsync(connection, batch)
            : CommitsOn(connection).ExecuteAsync(connection, batch, ClockOf(batch.Now));

    /// <summary>Statements remember that they are prepared, not on which connection (npgsql/npgsql#6432): another connection gets others.</summary>
    private BatchCommit CommitsOn(NpgsqlConnection connection)
    {
        if (_commits is null || !ReferenceEquals(_commitsOn, connection))
        {
            (_commits, _commitsOn) = (new BatchCommit(_commitSql, _permitSql, options.Schema), connection);
        }

        return _commits;
    }
}
