namespace Automation.Storage;

/// <summary>What is asked of the table breaker. Its state says in a number whether it is open, for people who look at the table.</summary>
internal static class BreakerSql
{
    public const string List = "select rule, failures, opened_at, until, reason from breaker where scope = ?";

    public const string Put =
        "insert into breaker(scope, rule, state, failures, opened_at, until, reason) values(?, ?, ?, ?, ?, ?, ?) on conflict(scope, rule) do update set "
        + "state = excluded.state, failures = excluded.failures, opened_at = excluded.opened_at, until = excluded.until, reason = excluded.reason";
}
