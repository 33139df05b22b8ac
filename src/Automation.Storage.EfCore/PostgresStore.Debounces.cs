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

    /// <inheritdoc/>
    public Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1, nameof(filter));
        return new[] { scope, filter.Rule, filter.Key }.Any(text => text is not null && !PostgresText.CanKeep(text)) ? Task.FromResult<IReadOnlyList<DebounceRecord>>([]) : ReadAsync<IReadOnlyList<DebounceRecord>>(
            async connection => (await AllAsync(
                connection, _debounceSql.List, ReadDebounce, cancellationToken,
                scope, filter.Rule, filter.Key, filter.Runs?.Select(run => run.Value).ToArray(), filter.After?.Value, (long)filter.Limit).ConfigureAwait(false)).ConvertAll(row => row.Series),
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
