namespace Automation.Storage;

/// <summary>What is asked of the table schedule.</summary>
internal sealed class ScheduleSql(string schema)
{
    private const string Known = "(not s.shared or s.rule = any($2::text[]))";

    private readonly string _columns = $"s.scope, s.rule, s.trigger_id, s.shared, s.spec, s.next_due, s.last_due, s.last_run, s.setting, s.cursor from {schema}.schedule s";

    public string Of => $"select true, {_columns} where s.scope = $1";

    public string List => $"""
        select true, {_columns} where s.next_due is not null and (not $1::bool or not s.shared)
          and ($2::text is null or (s.scope, s.rule, s.trigger_id) > ($2 collate "C", $3::text collate "C", $4::text collate "C"))
        order by s.scope, s.rule, s.trigger_id limit $5
        """;

    /// <summary>To other instants, where they are as they were seen. Waits for nobody: who holds a row moves or edits it.</summary>
    public string MoveSeen { get; } = $"""
        update {schema}.schedule w set next_due = f.moved, spec = f.new_spec
        from (select s.ctid as place, m.moved, m.new_spec
          from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[], $7::text[]) as m(scope, rule, trigger_id, seen, spec, moved, new_spec)
          join {schema}.schedule s on s.scope = m.scope and s.rule = m.rule and s.trigger_id = m.trigger_id and s.next_due = m.seen and s.spec = m.spec
          for update of s skip locked) f
        where w.ctid = f.place
        """;

    /// <summary>The due ones, and as a last row the next one that is not: both by one reading of the clock, so that none falls between.</summary>
    public string Due => $"""
        with clock as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now)
        (select true, {_columns}
         where s.next_due <= (select c.now from clock c) and {Known}
           and ($3::timestamptz is null or (s.next_due, s.scope, s.rule, s.trigger_id) > ($3, $4::text collate "C", $5::text collate "C", $6::text collate "C"))
         order by s.next_due, s.scope, s.rule, s.trigger_id limit $7)
        union all
        (select false, {_columns}
         where s.next_due > (select c.now from clock c) and {Known}
         order by s.next_due limit 1)
        """;

    /// <summary>
    /// An edited one that is due keeps its instant, unless it begins anew ($8); a shared one that sleeps has the given one; what was made with an earlier revision changes nothing. A row that is as it is to be is not locked. In the order of keys, so that hosts that start at
    /// the same time do not wait for each other in a circle.
    /// </summary>
    public string Save { get; init; } = $"""
        insert into {schema}.schedule as s (scope, rule, trigger_id, shared, spec, next_due, setting)
        select w.scope, w.rule, w.trigger_id, $6, w.spec, w.next_due, w.setting
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $9::int[]) as w(scope, rule, trigger_id, spec, next_due, setting)
        where (select s.setting <= w.setting and ($8::bool or s.spec <> w.spec or s.shared <> $6 or ($6 and s.next_due is null)) from {schema}.schedule s
          where s.scope = w.scope and s.rule = w.rule and s.trigger_id = w.trigger_id) is distinct from false
        order by w.scope collate "C", w.rule collate "C", w.trigger_id collate "C"
        on conflict (scope, rule, trigger_id) do update set shared = excluded.shared, spec = excluded.spec, setting = excluded.setting,
          next_due = case when s.next_due <= coalesce($7::timestamptz, clock_timestamp()) and not $8::bool then s.next_due else excluded.next_due end
        where s.setting <= excluded.setting and ($8::bool or s.spec <> excluded.spec or s.shared <> excluded.shared or ($6 and s.next_due is null))
        """;

    public string RemoveOthers { get; } = $"delete from {schema}.schedule where scope = $1 and rule = $2 and not shared and trigger_id <> all($3::text[])";

    public string RemoveOthersOfShared { get; } = $"delete from {schema}.schedule where rule = $1 and shared and trigger_id <> all($2::text[])";

    /// <summary>What is due of a rule that all scopes share, sleeps until it is saved again.</summary>
    public string PassOverShared { get; } =
        $"update {schema}.schedule set next_due = null where rule = $1 and shared and next_due <= coalesce($2::timestamptz, clock_timestamp())";

    /// <summary>The oldest first and so many a call: down the index, also where the planner knows nothing of the table.</summary>
    public string RemoveAbandoned { get; } = $"""
        delete from {schema}.schedule where ctid = any(array(
          select s.ctid from {schema}.schedule s where s.shared and s.next_due < coalesce($1::timestamptz, clock_timestamp()) - $2::interval
          order by s.next_due limit 1000 for update skip locked))
        """;

    /// <summary>
    /// Moves a schedule on, if it still has the instant that was seen and that has come, unless it is the end of a poll ($10). Waits for nobody: who holds the row is moving it on, or edits it, and it is looked at again.
    /// </summary>
    /// <remarks>Answers with the run of before, which is put back when the occurrence turns out to be a duplicate.</remarks>
    public string Advance { get; init; } = $"""
        update {schema}.schedule w set next_due = $5, last_due = case when $10 then w.last_due else $4 end, last_run = coalesce($6, w.last_run), spec = $7, setting = $9, cursor = coalesce($11, w.cursor)
        from (select s.ctid as place, s.last_run from {schema}.schedule s where s.scope = $1 and s.rule = $2 and s.trigger_id = $3
          and s.next_due = $4 and ($10 or s.next_due <= coalesce($8::timestamptz, clock_timestamp())) for update skip locked) f
        where w.ctid = f.place
        returning f.last_run
        """;

    /// <summary>For an occurrence that was a duplicate: it started no run.</summary>
    public string ForgetRun { get; } = $"update {schema}.schedule set last_run = $5::uuid where scope = $1 and rule = $2 and trigger_id = $3 and last_run = $4";
}
