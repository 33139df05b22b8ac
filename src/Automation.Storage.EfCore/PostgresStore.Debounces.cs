using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(
            async connection =>
            {
                var rows = await AllAsync(
                    connection, _debounceSql.Due, ReadDebounce, cancellationToken,
                    ClockOf(now), PostgresTime.Encode(after?.DueAt), after?.Scope, after?.Rule, after?.Key, (long)limit).ConfigureAwait(false);
                return new DueDebounces([.. rows.Where(row => row.IsDue).Select(row => row.Series)], rows.Find(row => !row.IsDue).Series?.DueAt);
            },
            cancellationToken);
    }

    internal static (bool IsDue, DebounceRecord Series) ReadDebounce(NpgsqlDataReader row) => (
        row.GetBoolean(0),
        new DebounceRecord
        {
            Scope = row.GetString(1),
            Rule = row.GetString(2),
            Key = row.GetString(3),
            RunId = new RunId(row.GetGuid(4)),
            RuleHash = row.GetString(5),
            TriggerId = row.GetString(6),
            FirstEventId = new AutomationEventId(row.GetGuid(7)),
            LastEventId = new AutomationEventId(row.GetGuid(8)),
            FirstAt = PostgresTime.Decode(row.GetDateTime(9)),
            Until = PostgresTime.Decode(row.GetDateTime(10)),
            DueAt = PostgresTime.Decode(row.GetDateTime(11)),
            Events = row.GetInt32(12),
        });
}
