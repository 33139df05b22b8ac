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

    private async Task<HashSet<Guid>> TakeFromIntakeAsync(NpgsqlConnection connection, IReadOnlyList<AcceptOperation> accepts)
    {
        var wanted = accepts.Select(accept => accept.Event!.Id.Value).ToArray();
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
        Cause = row.IsDBNull(8) ? null : new RunId(row.GetGuid(8)),
        Root = row.IsDBNull(9) ? null : new AutomationEventId(row.GetGuid(9)),
        Depth = row.GetInt32(10),
    };
}
