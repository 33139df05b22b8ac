namespace Automation.Storage;

/// <summary>What is asked of the table permit, and of live about holders and those who wait. An empty rule stands for the scope as a whole.</summary>
internal static class PermitSql
{
    public const string Set =
        "insert into permit(scope, rule, most) values(?, ?, ?) on conflict(scope, rule) do update set most = excluded.most where most <> excluded.most";

    /// <summary>The oldest run of the first rule that has runs waiting.</summary>
    public const string First =
        "select rule, run_id, limits, claim_no from live indexed by live_blocked where state = 8 and scope = ? order by rule, run_id limit 1";

    public const string Behind =
        "select rule, run_id, limits, claim_no from live indexed by live_blocked where state = 8 and scope = ? and rule > ? order by rule, run_id limit 1";

    public const string IsRuleFull =
        "select 1 from permit where scope = ?1 and rule = ?2 and most <= "
        + "(select count(*) from live indexed by live_permits where permit = 1 and scope = ?1 and rule = ?2 and limits & 1)";

    public const string IsScopeFull =
        "select 1 from permit where scope = ?1 and rule = '' and most <= "
        + "(select count(*) from live indexed by live_permits where permit = 1 and scope = ?1 and limits & 2)";

    /// <summary>The scopes where runs wait, one after the other.</summary>
    public const string FirstScope = "select scope from live indexed by live_blocked where state = 8 and scope >= '' order by scope limit 1";

    public const string ScopeBehind = "select scope from live indexed by live_blocked where state = 8 and scope > ? order by scope limit 1";
}
