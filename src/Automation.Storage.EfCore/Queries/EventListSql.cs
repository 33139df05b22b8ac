namespace Automation.Storage;

/// <summary>Puts the list of events together, newest first and cut at the limit.</summary>
/// <remarks>
/// Parameters: $1 scope, $2 the event behind which the page begins (null: from the newest), $3 limit, $4 type, $5 subject, $6 from, $7 to, $8 the bits of <see cref="VerdictIndex"/>; those that a query does not say are null.
/// No index has a scope's events in their order, since nothing else needs it: a list of all types goes from type to type of the scope by one index and merges the ids of the newest of each;
/// only the rows of the page are read.
/// </remarks>
internal sealed class EventListSql(string schema)
{
    private const string Columns = "e.event_id, e.type, e.subject, e.at, e.cause, e.root, e.depth, e.verdicts";
    private const string Bounds = "e.scope = $1 and ($2::uuid is null or e.event_id < $2) and ($6::timestamptz is null or e.at >= $6) and ($7::timestamptz is null or e.at < $7) and ($8::int is null or e.notable & $8 <> 0)";
    private const string Newest = "order by e.event_id desc limit $3";

    private readonly string _all = $"""
        with recursive type(name) as (
            (select e.type from {schema}.event e where e.scope = $1 order by e.type limit 1)
            union all
            select (select e.type from {schema}.event e where e.scope = $1 and e.type > t.name order by e.type limit 1) from type t where t.name is not null)
        select {Columns} from {schema}.event e
        where e.event_id = any(array(
            select n.event_id from type t cross join lateral (select e.event_id from {schema}.event e where {Bounds} and e.type = t.name {Newest}) n
            where $4::text is null and $5::text is null
            order by n.event_id desc limit $3))
        order by e.event_id desc
        """;

    private readonly string _byType = $"select {Columns} from {schema}.event e where {Bounds} and e.type = $4 and $5::text is null {Newest}";

    private readonly string _bySubject = $"""
        select {Columns} from {schema}.event e
        where e.event_id = any(array(
            select n.event_id from (
                (select e.event_id from {schema}.event e where {Bounds} and e.subject = $5 and ($4::text is null or e.type = $4) {Newest})
                union all
                (select e.event_id from {schema}.event_subject s join {schema}.event e on e.event_id = s.event_id
                 where s.scope = $1 and s.subject = $5 and {Bounds} and ($4::text is null or e.type = $4) order by s.event_id desc limit $3)) n
            order by n.event_id desc limit $3))
        order by e.event_id desc
        """;

    private readonly string _notable = $"select {Columns} from {schema}.event e where {Bounds} and e.notable <> 0 and ($4::text is null or e.type = $4) and $5::text is null {Newest}";

    public string For(EventQuery query) => query switch
    {
        { Subject: not null } => _bySubject,
        _ when VerdictIndex.Of(query) is not null => _notable,
        { Type: not null } => _byType,
        _ => _all,
    };
}
