namespace Automation.Storage;

/// <summary>What is asked of the table rule_setting, and of live for the runs of a rule that is paused or resumed.</summary>
internal sealed class SettingSql(string schema)
{
    private readonly string _columns = $"select t.scope, t.rule, t.revision, t.body, t.author, t.saved_at from {schema}.rule_setting t ";

    public string Of => _columns + "where t.scope = $1";

    public string List => _columns
        + "where t.rule = any($1::text[]) and (t.scope, t.rule) > ($2::text collate \"C\", $3::text collate \"C\") order by t.scope, t.rule limit $4";

    public string Revision { get; } = $"select t.revision from {schema}.rule_setting t where t.scope = $1 and t.rule = $2";

    public string Put { get; } = $"""
        insert into {schema}.rule_setting as t (scope, rule, revision, body, author, saved_at) values ($1, $2, 1, $3, $4, $5)
        on conflict (scope, rule) do update set revision = t.revision + 1, body = excluded.body, author = excluded.author, saved_at = excluded.saved_at
        returning t.revision
        """;

    public string Empty { get; } = $"update {schema}.rule_setting set revision = revision + 1, body = '', author = null where scope = $1 and rule = $2 and body <> ''";

    /// <summary>The runs of a rule that the need holds: ready, or waiting for a permit. Of those that are queued it is forgotten. The need alone says which; states, scope and rule are the way to them.</summary>
    public string Wake { get; } = $"""
        update {schema}.live l set need = null, reason = null, rescues = 0,
          since = coalesce($1::timestamptz, clock_timestamp()),
          state = case when l.state = {(int)LiveState.Queued} then l.state when l.limits = 0 then {(int)LiveState.Ready} else {(int)LiveState.Blocked} end
        where l.run_id in (
          select t.run_id from {schema}.live t
          where t.state in ({(int)LiveState.Parked}, {(int)LiveState.Queued}) and t.scope = $3 and t.rule = $4 and t.need = $2 order by t.run_id for update)
        """;

    /// <summary>
    /// Ready, blocked, queued, or held for an overridden subject, which may be released first. A queued one stays so, since it does not hold the key that a parked one would, and is parked when it has it. Nothing is recorded of them, and nobody is just changing them: what is being claimed begins. Those that somebody started by hand since the instant are left alone.
    /// </summary>
    public string Hold { get; } = $"""
        update {schema}.live l set permit = false, reason = $1, need = $2,
          state = case l.state when {(int)LiveState.Queued} then l.state else {(int)LiveState.Parked} end,
          since = coalesce($3::timestamptz, clock_timestamp())
        where l.run_id in (
          select t.run_id from {schema}.live t
          where (t.state in ({(int)LiveState.Ready}, {(int)LiveState.Blocked}, {(int)LiveState.Queued}) or t.need = '{SubjectOverrides.Need}')
            and t.scope = $4 and t.rule = $5
            and (t.signals = 0 or not exists (select 1 from {schema}.signal s where s.run_id = t.run_id and s.kind <> {(int)SignalKind.Pause}))
            and not exists (select 1 from {schema}.entry e where e.run_id = t.run_id)
            and not exists (select 1 from {schema}.run r where r.run_id = t.run_id and (r.trigger_kind = {(int)TriggerKind.Manual} or r.rerun_of is not null) and r.at >= $6)
          order by t.run_id for update of t skip locked)
        """;
}
