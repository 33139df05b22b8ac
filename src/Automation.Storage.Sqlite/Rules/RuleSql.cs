namespace Automation.Storage;

/// <summary>What is asked of the tables scope, rule and rule_version.</summary>
internal static class RuleSql
{
    private const string Columns =
        "select v.scope, v.name, v.version, v.hash, r.enabled, v.author, v.saved_at, v.json, r.deleted from rule r "
        + "join rule_version v on v.scope = r.scope and v.name = r.name ";

    public const string ScopeVersion = "select version from scope where scope = ?";

    public const string RaiseScope =
        "insert into scope(scope, version) values(?, 1) on conflict(scope) do update set version = version + 1";

    public const string Present = Columns + "and v.version = r.version where r.scope = ? and r.name = ?";

    public const string List = Columns + "and v.version = r.version where r.scope = ? and r.deleted = 0 order by r.name";

    public const string Deleted = Columns + "and v.version = r.version where r.scope = ? and r.deleted = 1";

    public const string FindVersion = Columns + "where v.scope = ? and v.name = ? and v.hash = ? order by v.version desc limit 1";

    public const string FindScope = $"select scope from rule where name = ? and scope <> '{SharedScope.Name}' and deleted = 0 limit 1";

    public const string HasShared = $"select 1 from rule where scope = '{SharedScope.Name}' and name = ? and deleted = 0";

    public const string ListVersions = Columns + "where v.scope = ? and v.name = ? and v.version < ? order by v.version desc limit ?";

    public const string Put =
        "insert into rule(scope, name, version, enabled, deleted) values(?, ?, ?, ?, ?) "
        + "on conflict(scope, name) do update set version = excluded.version, enabled = excluded.enabled, deleted = excluded.deleted";

    public const string InsertVersion =
        "insert into rule_version(scope, name, version, hash, author, saved_at, json) values(?, ?, ?, ?, ?, ?, ?)";

    public const string Delete = "update rule set enabled = 0, deleted = 1 where scope = ? and name = ? and deleted = 0";

    public const string Enable = "update rule set enabled = ? where scope = ? and name = ? and deleted = 0";
}
