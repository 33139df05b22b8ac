namespace Automation.Storage;

/// <summary>The statements by which nodes join, stay, judge each other, and leave.</summary>
/// <remarks>
/// A node has two rows: <c>node</c>, whose epoch every commit share-locks, and <c>node_lease</c>, which only the heartbeat touches: renewal never waits for commits.
/// A node without a lease row that has not left was judged dead, and its runs are being released.
/// </remarks>
internal sealed class NodeSql(string schema)
{
    private const string Now = "coalesce($1::timestamptz, clock_timestamp())";

    public string Join { get; init; } = $"""
        with joined as (
          insert into {schema}.node(epoch, joined_at) values (nextval('{schema}.epoch'), {Now}) returning node_id, epoch)
        , leased as (
          insert into {schema}.node_lease(node_id, until, held_since) select j.node_id, coalesce({Now} + $2::interval, 'infinity'), {Now} from joined j)
        select j.node_id, j.epoch from joined j
        """;

    /// <summary>A lease that expired, or has less than half of itself left, was not held without a gap: the node must hold it anew before it judges others, whose leases may have run out while the database was away.</summary>
    public string Renew { get; init; } = $"""
        update {schema}.node_lease l set until = coalesce({Now} + $2::interval, 'infinity'), held_since = case when l.until <= {Now} + $2::interval / 2 then {Now} else l.held_since end
        where l.node_id = $3 and exists (select 1 from {schema}.node n where n.node_id = $3 and n.epoch = $4 and n.left_at is null)
        """;

    /// <summary>Whether the node holds its lease, and whether it has done so for a whole duration of it.</summary>
    public string Standing { get; init; } = $"""
        select coalesce(l.held_since + $2::interval <= {Now}, false) from {schema}.node n join {schema}.node_lease l on l.node_id = n.node_id
        where n.node_id = $3 and n.epoch = $4 and n.left_at is null and l.until > {Now}
        """;

    public string Expired { get; init; } = $"""
        select n.node_id from {schema}.node n join {schema}.node_lease l on l.node_id = n.node_id
        where n.left_at is null and l.until <= {Now} and n.node_id <> $2 order by n.node_id
        """;

    /// <summary>
    /// Ends the sessions of dead nodes: one that was cut off in the middle of a batch holds its share lock until the server notices, which can take hours.
    /// </summary>
    public string EndSessions { get; init; } =
        "select pg_terminate_backend(a.pid) from pg_stat_activity a where a.application_name = any($1) and a.usename = current_user and a.datname = current_database()";

    /// <summary>
    /// The judgement: the epoch first, in a transaction of its own. Waits for commits of the old epoch; what they stored is there when the release looks,
    /// since that is another statement with another snapshot.
    /// </summary>
    public string Judge { get; init; } = $"""
        with judged as (
          update {schema}.node n set epoch = nextval('{schema}.epoch') where n.node_id = any($2) and n.left_at is null
            and (select l.until from {schema}.node_lease l where l.node_id = n.node_id) <= {Now}
          returning n.node_id)
        delete from {schema}.node_lease l using judged j where l.node_id = j.node_id
        """;

    /// <summary>Those whose release is not finished, by us or by a node that died over it.</summary>
    public string Judged { get; init; } =
        $"select n.node_id from {schema}.node n where n.left_at is null and not exists (select 1 from {schema}.node_lease l where l.node_id = n.node_id) order by n.node_id";

    public string ReleaseCharged { get; init; } = $"""
        update {schema}.live l set owner = null, rescues = l.rescues + 1, since = coalesce($4::timestamptz, clock_timestamp()),
          state = case when l.rescues + 1 < {Rescue.Probation} then {(int)LiveState.Ready} when l.rescues + 1 < {Rescue.Quarantine} then {(int)LiveState.Probation} else {(int)LiveState.Quarantined} end,
          reason = case when l.rescues + 1 < {Rescue.Quarantine} then null else $3 end,
          permit = l.permit and l.rescues + 1 < {Rescue.Quarantine}
        where l.run_id = any(array(select o.run_id from {schema}.live o where o.state = {(int)LiveState.Owned} and o.owner = $1 limit $2 for update skip locked))
        """;

    /// <summary>Of a node that leaves. Waits for whoever signals one of its runs just now: what would be passed over would stay owned until the lease expires.</summary>
    public string ReleaseUncharged { get; init; } = $"""
        update {schema}.live l set owner = null, since = coalesce($4::timestamptz, clock_timestamp()),
          state = case when l.rescues < {Rescue.Probation} then {(int)LiveState.Ready} else {(int)LiveState.Probation} end
        where l.run_id = any(array(select o.run_id from {schema}.live o where o.state = {(int)LiveState.Owned} and o.owner = $1 order by o.run_id limit $2 for update))
          and (select n.epoch from {schema}.node n where n.node_id = $1) = $3
        """;

    /// <summary>Last of all, and only when nothing is owned any more.</summary>
    public string Gone { get; init; } = $"""
        with gone as (
          update {schema}.node n set left_at = {Now} where n.node_id = $2 and n.left_at is null
            and not exists (select 1 from {schema}.live l where l.state = {(int)LiveState.Owned} and l.owner = $2)
          returning n.node_id)
        delete from {schema}.node_lease l using gone g where l.node_id = g.node_id
        """;

    /// <summary>
    /// Nothing of a node that leaves is written after this: its epoch is over. Waits for its commits. The lease stays until the end, so that nobody judges
    /// the node while it leaves, and somebody does should it die over that.
    /// </summary>
    public string Close { get; init; } =
        $"update {schema}.node n set epoch = nextval('{schema}.epoch') where n.node_id = $1 and n.epoch = $2 and n.left_at is null returning n.epoch";

    public string Owned { get; init; } = $"select l.run_id from {schema}.live l where l.state = {(int)LiveState.Owned} and l.owner = $1 and (not $2 or l.signals > 0)";
}
