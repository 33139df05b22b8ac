using System.Data;
using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeRecord>> ListIntakeAsync(IReadOnlyCollection<AutomationEventId> except, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(except);
        return ReadAsync<IReadOnlyList<IntakeRecord>>(
            async connection => await AllAsync(
                connection, _intakeSql.List, ReadIntake, cancellationToken, except.Select(id => id.Value).ToArray(), limit).ConfigureAwait(false),
            cancellationToken);
    }

    /// <summary>Stores a batch with events of the intake: in one transaction they are taken out, and what could be taken is stored with the rest.</summary>
    private async Task<List<OperationResult>> StoreFromIntakeAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var taken = await TakeAsync(connection, batch).ConfigureAwait(false);
            bool IsLeft(StoreOperation operation) => operation is not AcceptOperation { FromIntake: true } accept || taken.Contains(accept.Event!.Id.Value);
            var left = new CommitBatch { Node = batch.Node, Now = batch.Now, Operations = [.. batch.Operations.Where(IsLeft)] };
            var results = new Queue<OperationResult>(await statements.ExecuteAsync(connection, left, ClockOf(batch.Now)).ConfigureAwait(false));
            await transaction.CommitAsync().ConfigureAwait(false);
            return [.. batch.Operations.Select(operation => IsLeft(operation) ? results.Dequeue() : new AcceptResult { Status = AcceptStatus.NotInIntake })];
        }
    }

    private async Task<HashSet<Guid>> TakeAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        var wanted = batch.Operations.OfType<AcceptOperation>().Where(accept => accept.FromIntake).Select(accept => accept.Event!.Id.Value).ToArray();
        return [.. await AllAsync(connection, _intakeSql.Take, row => row.GetGuid(0), CancellationToken.None, wanted).ConfigureAwait(false)];
    }

    private static IntakeRecord ReadIntake(NpgsqlDataReader row) => new()
    {
        Id = new AutomationEventId(row.GetGuid(0)),
        Scope = row.GetString(1),
        Type = row.GetString(2),
        Subject = row.IsDBNull(3) ? null : row.GetString(3),
        Payload = row.GetFieldValue<byte[]>(4),
        Dedupe = row.IsDBNull(5) ? null : new DedupeKey(row.GetString(5), row.GetFieldValue<byte[]>(6), row.GetFieldValue<byte[]>(7), default),
    };
}
