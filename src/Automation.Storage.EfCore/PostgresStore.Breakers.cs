using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    private readonly BreakerSql _breakerSql = new($"\"{options.Schema}\"");

    /// <inheritdoc/>
    public Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(breaker);
        foreach (var (text, what) in ((string?, string)[])[(scope, "scope"), (breaker.Rule, "rule's name"), (breaker.Reason, "reason")])
        {
            PostgresText.Check(text, what);
        }

        return ChangeAsync(
            "Saving a breaker failed",
            scope,
            async connection =>
            {
                DateTime? until = breaker.Until is { } end ? PostgresTime.Encode(end) : null;
                var saved = await RunAsync(
                    connection, _breakerSql.Put, cancellationToken,
                    scope, breaker.Rule, breaker.Failures, PostgresTime.Encode(breaker.ChangedAt), until, breaker.Reason, scopeVersion).ConfigureAwait(false) == 1;
                return (saved, saved);
            },
            cancellationToken);
    }

    private static RuleBreaker ReadBreaker(NpgsqlDataReader row) => new()
    {
        Rule = row.GetString(0),
        Failures = row.GetInt32(1),
        ChangedAt = PostgresTime.Decode(row.GetDateTime(2)),
        Until = row.IsDBNull(3) ? null : PostgresTime.Decode(row.GetDateTime(3)),
        Reason = row.IsDBNull(4) ? null : row.GetString(4),
    };
}
