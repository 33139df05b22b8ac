namespace Automation.Storage;

/// <summary>The statements about series of events that wait for quiet.</summary>
internal sealed class DebounceSql(string schema)
{
    private readonly string _columns =
        $"d.scope, d.rule, d.key, d.run_id, d.rule_hash, d.trigger_id, d.first_event, d.event_id, d.first_at, d.until, d.due_at, d.events from {schema}.debounce d";

    /// <summary>Whoever joins or ends a series is alone with it until the commit. First of all that a batch locks, and apart from its other locks, so that two can never wait for each other.</summary>
    public string Lock { get; } = "select pg_advisory_xact_lock(1635086449, k)::text from unnest($1::int[]) as k";

    /// <summary>Fails the batch when an event would join a series that is another one by now, is due, or has ended: then the event that has its run's id is stored.</summary>
    public string Joinable { get; init; } = $"""
        select like_escape('x', case when bool_or(coalesce(
          (select d.run_id <> j.run_id or d.due_at <= coalesce($8::timestamptz, clock_timestamp()) from {schema}.debounce d where d.scope = j.scope and d.rule = j.rule and d.key = j.key),
          (select e.event_id from {schema}.event e where e.event_id = j.run_id) is not null)) then '!!' else '!' end)
        from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[]) as j(scope, rule, key, run_id, event_id, source, key_hash)
        where {New(schema)}
        """;

    /// <summary>Begins the series and moves them on; several events of one count in their order.</summary>
    public string Join { get; init; } = $"""
        with clock as materialized (select coalesce($8::timestamptz, clock_timestamp()) as now)
        insert into {schema}.debounce as d (scope, rule, key, run_id, first_event, event_id, rule_hash, trigger_id, first_at, until, due_at, events)
        select n.scope, n.rule, n.key, n.run_id, n.first_event, n.event_id, n.rule_hash, n.trigger_id, c.now, c.now + n.longest, c.now + n.quiet, n.events
        from clock c, (
          select distinct on (j.scope, j.rule, j.key) j.scope, j.rule, j.key, j.run_id, j.event_id, j.rule_hash, j.trigger_id, j.quiet,
            first_value(j.event_id) over series as first_event, first_value(j.longest) over series as longest, count(*) over (partition by j.scope, j.rule, j.key) as events, j.ordinal
          from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[], $9::text[], $10::text[], $11::interval[], $12::interval[]) with ordinality
            as j(scope, rule, key, run_id, event_id, source, key_hash, rule_hash, trigger_id, quiet, longest, ordinal)
          where {New(schema)}
          window series as (partition by j.scope, j.rule, j.key order by j.ordinal)
          order by j.scope, j.rule, j.key, j.ordinal desc) n
        on conflict (scope, rule, key) do update set rule_hash = excluded.rule_hash, trigger_id = excluded.trigger_id, event_id = excluded.event_id,
          due_at = least(excluded.due_at, d.until), events = d.events + excluded.events
        """;

    /// <summary>Fails the batch when a series that is to end is another one, or, unless it is to end early, has other events than were read or is not due.</summary>
    public string Endable { get; init; } = $"""
        select like_escape('x', case when bool_or((select d.run_id from {schema}.debounce d
          where d.scope = s.scope and d.rule = s.rule and d.key = s.key and (s.early or (d.event_id = s.event_id and d.due_at <= coalesce($6::timestamptz, clock_timestamp())))) is distinct from s.run_id) then '!!' else '!' end)
        from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $7::boolean[]) as s(scope, rule, key, run_id, event_id, early)
        """;

    public string End { get; } = $"""
        delete from {schema}.debounce d using unnest($1::text[], $2::text[], $3::text[]) as s(scope, rule, key)
        where d.scope = s.scope and d.rule = s.rule and d.key = s.key
        """;

    /// <summary>The present series of keys, each with one reading of the clock.</summary>
    public string Present => $"""
        select d.due_at <= coalesce($4::timestamptz, statement_timestamp()), {_columns}
        join unnest($1::text[], $2::text[], $3::text[]) as k(scope, rule, key) on d.scope = k.scope and d.rule = k.rule and d.key = k.key
        """;

    /// <summary>Those of a scope, whether they are due or not.</summary>
    public string List => $"""
        select false, {_columns}
        where d.scope = $1 and ($2::text is null or d.rule = $2) and ($3::text is null or d.key = $3) and ($4::uuid[] is null or d.run_id = any($4)) and ($5::uuid is null or d.run_id > $5)
        order by d.run_id limit $6
        """;

    /// <summary>Which of the series have ended.</summary>
    public string Ended { get; } = $"select e.event_id from {schema}.event e where e.event_id = any($1)";

    /// <summary>The due ones, and as a last row the next one that is not: both by one reading of the clock, so that none falls between.</summary>
    public string Due => $"""
        with clock as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now)
        (select true, {_columns}
         where d.due_at <= (select c.now from clock c)
           and ($2::timestamptz is null or (d.due_at, d.scope, d.rule, d.key) > ($2, $3::text collate "C", $4::text collate "C", $5::text collate "C"))
         order by d.due_at, d.scope, d.rule, d.key limit $6)
        union all
        (select false, {_columns}
         where d.due_at > (select c.now from clock c)
         order by d.due_at limit 1)
        """;

    /// <summary>Duplicates of earlier events join nothing.</summary>
    private static string New(string schema) =>
        $"(j.source is null or (select d.original_id from {schema}.dedupe d where d.key_hash = j.key_hash and d.scope = j.scope and d.source = j.source) = j.event_id)";
}
