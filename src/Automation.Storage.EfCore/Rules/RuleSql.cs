namespace Automation.Storage;

/// <summary>What is asked of the tables scope, rule and rule_version.</summary>
internal sealed class RuleSql(string schema)
{
    private readonly string _columns =
        $"select v.scope, v.name, v.version, v.hash, r.enabled, v.author, v.saved_at, v.json, r.deleted from {schema}.rule r "
        + $"join {schema}.rule_version v on v.scope = r.scope and v.name = r.name ";

    /// <summary>Raised first by every change: whoever changes rules of one scope does so one after the other.</summary>
    public string RaiseScope { get; } =
        $"insert into {schema}.scope as s (scope, version) values ($1, 1) on conflict (scope) do update set version = s.version + 1 returning s.version";

    /// <summary>How long a transaction waits for a lock, how long its host may say nothing in the middle of it, and that its commit is on disk: the last two as on <see cref="PostgresSession"/>s.</summary>
    public string Limit { get; } = """
        select set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', '5s', true),
          case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', true) end
        """;

    /// <summary>Waits for the batches that begin runs of the scope and do not know of a change yet, whatever stops runs: see <see cref="CommitSql.MeetWaits"/>. Behind schedules and before the rows of runs, as in a commit.</summary>
    public string MeetBegins { get; } = "select pg_advisory_xact_lock(1635086447, k)::text from unnest($1::int[]) as k";

    public string ScopeVersion { get; } = $"select s.version from {schema}.scope s where s.scope = $1";

    /// <summary>That of a scope and that of what all scopes share, as far as there are such rows.</summary>
    public string ScopeVersions { get; } = $"select s.scope, s.version from {schema}.scope s where s.scope in ($1, '{SharedScope.Name}')";

    public string VersionsOf { get; } = $"select s.scope, s.version from {schema}.scope s where s.scope = any($1::text[])";

    /// <summary>The version of what all scopes share, held until the end: for whoever changes what follows from it. Those who only accept events read it, and hold nobody up.</summary>
    public string HoldShared { get; } = $"select s.version from {schema}.scope s where s.scope = '{SharedScope.Name}' for share";

    /// <summary>Whoever saves a rule of a name waits for whoever else does, in whatever scope: one of them sees the other's.</summary>
    public string LockName { get; } = "select pg_advisory_xact_lock(1635086451, $1)";

    public string FindScope { get; } = $"select r.scope from {schema}.rule r where r.name = $1 and r.scope <> '{SharedScope.Name}' and not r.deleted limit 1";

    public string HasShared { get; } = $"select r.scope from {schema}.rule r where r.scope = '{SharedScope.Name}' and r.name = $1 and not r.deleted";

    public string Present => _columns + "and v.version = r.version where r.scope = $1 and r.name = $2";

    public string List => _columns + "and v.version = r.version where r.scope = $1 and not r.deleted";

    public string Deleted => _columns + "and v.version = r.version where r.scope = $1 and r.deleted";

    /// <summary>The scope's own before the one that all scopes share: a name of a scope has no character that sorts before that of the other.</summary>
    public string FindVersion => _columns + $"where v.scope in ($1, '{SharedScope.Name}') and v.name = $2 and v.hash = $3 order by v.scope desc, v.version desc limit 1";

    public string ListVersions => _columns + "where v.scope = $1 and v.name = $2 and ($3::bigint is null or v.version < $3) order by v.version desc limit $4";

    public string Put { get; } =
        $"insert into {schema}.rule(scope, name, version, enabled, deleted) values ($1, $2, $3, $4, false) "
        + "on conflict (scope, name) do update set version = excluded.version, enabled = excluded.enabled, deleted = false";

    public string InsertVersion { get; } =
        $"insert into {schema}.rule_version(scope, name, version, hash, author, saved_at, json) values ($1, $2, $3, $4, $5, $6, $7)";

    public string Delete { get; } =
        $"update {schema}.rule set enabled = false, deleted = true where scope = $1 and name = $2 and not deleted";

    public string Enable { get; } =
        $"update {schema}.rule set enabled = $3 where scope = $1 and name = $2 and not deleted";
}
