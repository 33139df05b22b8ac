namespace Automation.Storage;

/// <summary>What is asked of the table breaker. Its state says in a number whether it is open, for people who look at the table.</summary>
internal sealed class BreakerSql(string schema)
{
    public string List { get; } = $"select b.rule, b.failures, b.opened_at, b.until, b.reason from {schema}.breaker b where b.scope = $1";

    /// <summary>Nothing when the scope had another version; it has been raised by this transaction.</summary>
    public string Put { get; } = $"""
        insert into {schema}.breaker as b (scope, rule, state, failures, opened_at, until, reason)
        select $1, $2, case when $5::timestamptz is null then 0 else 1 end, $3, $4, $5, $6
        where (select s.version from {schema}.scope s where s.scope = $1) = $7 + 1
        on conflict (scope, rule) do update set
          state = excluded.state, failures = excluded.failures, opened_at = excluded.opened_at, until = excluded.until, reason = excluded.reason
        """;
}
