namespace Automation.Storage;

/// <summary>What is asked of the table budget, and of what runs hold of it.</summary>
internal static class BudgetSql
{
    public const string Find = "select spent, reserved from budget where scope = ? and rule = ? and period = ?";

    public const string Reserve =
        "insert into budget(scope, rule, period, spent, reserved, until) values(?, ?, ?, 0, ?, ?) "
        + "on conflict(scope, rule, period) do update set reserved = reserved + excluded.reserved, until = excluded.until";

    public const string Keep = "update live set cost = ?, rule_period = ?, scope_period = ? where run_id = ?";

    public const string Kept = "select cost, rule_period, scope_period from live where run_id = ?";

    public const string Settle =
        "update budget set reserved = max(reserved - ?1, 0), spent = min(spent + ?2, 4000000000000000000) where scope = ?3 and rule = ?4 and period = ?5";
}
