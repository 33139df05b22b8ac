namespace Automation.Storage;

/// <summary>What a diagnosis asks: run by run, what nothing will ever move. Each walks live once; none is on a path that anybody waits for.</summary>
internal sealed class DiagnosisSql(string schema)
{
    /// <summary>How instants are written for people: ISO 8601, UTC, with seconds.</summary>
    private const string Form = "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'";

    private const string Now = "coalesce($1::timestamptz, clock_timestamp())";

    private static readonly string ReadyTime = $"interval '{Overdue.Ready.TotalSeconds} seconds'";

    /// <summary>Also by a node whose lease expired just now: until somebody takes over, or it renews, nothing moves the run.</summary>
    public string OwnedByTheDead { get; } = $"""
        select l.run_id, 'is owned by node ' || coalesce(l.owner::text, '(none)') || ', which is not a current one.' from {schema}.live l
        left join {schema}.node n on n.node_id = l.owner
        left join {schema}.node_lease e on e.node_id = l.owner
        where l.state = {(int)LiveState.Owned} and (n.node_id is null or n.left_at is not null or e.node_id is null or e.until <= {Now}) limit 1000
        """;

    public string RestsWithSignals { get; } = $"""
        select l.run_id, 'rests in state ' || case l.state when {(int)LiveState.Timer} then 'Timer' else 'Idle' end || ' with ' || l.signals || ' unconsumed signals.'
        from {schema}.live l where l.state in ({(int)LiveState.Timer}, {(int)LiveState.Idle}) and l.signals > 0 limit 1000
        """;

    public string IdleForNothing { get; } = $"""
        select l.run_id, 'is idle, but has no wait and no deferred step: no signal can come.' from {schema}.live l
        where l.state = {(int)LiveState.Idle} and not exists (select 1 from {schema}.wait w where w.run_id = l.run_id)
          and not exists (select 1 from {schema}.entry d where d.run_id = l.run_id and d.kind = {(int)EntryKind.Deferred}
            and not exists (select 1 from {schema}.entry o where o.run_id = d.run_id and o.path = d.path and o.kind = {(int)EntryKind.Outcome})) limit 1000
        """;

    public string BlockedForNothing { get; } = $"""
        select b.run_id, 'waits for a permit although there is one.' from {schema}.live b where b.state = {(int)LiveState.Blocked}
          and (b.limits & 1 = 0 or coalesce((select p.most from {schema}.permit p where p.scope = b.scope and p.rule = b.rule), 1) >
            (select count(*) from {schema}.live h where h.permit and h.scope = b.scope and h.rule = b.rule and h.limits & 1 = 1))
          and (b.limits & 2 = 0 or coalesce((select p.most from {schema}.permit p where p.scope = b.scope and p.rule = ''), 1) >
            (select count(*) from {schema}.live h where h.permit and h.scope = b.scope and h.limits & 2 = 2)) limit 1000
        """;

    public string QueuedForNothing { get; } = $"""
        select q.run_id, 'waits for a run about the same to end although there is none.' from {schema}.live q where q.state = {(int)LiveState.Queued}
          and not exists (select 1 from {schema}.live h where h.scope = q.scope and h.rule = q.rule and h.overlap = q.overlap and h.state <> {(int)LiveState.Queued}) limit 1000
        """;

    public string HeldWithWake { get; } = $"""
        select l.run_id, 'is in state ' || case l.state when {(int)LiveState.Parked} then 'Parked' else 'Quarantined' end || ' with an unconsumed cancel or release.'
        from {schema}.live l where l.state in ({(int)LiveState.Parked}, {(int)LiveState.Quarantined}) and l.signals > 0
          and exists (select 1 from {schema}.signal s where s.run_id = l.run_id and s.kind in ({(int)SignalKind.Cancel}, {(int)SignalKind.Release})) limit 1000
        """;

    public string ParkedAsCorrupt { get; } =
        $"select l.run_id, 'is parked. ' || l.reason from {schema}.live l where l.state = {(int)LiveState.Parked} and l.reason like 'Corrupt: %' limit 1000";

    /// <summary>Parked for what no host has.</summary>
    public string Needy { get; } = $"""
        select l.run_id, 'waits since ' || to_char(l.since at time zone 'utc', {Form}) || ' for a host that has ''' || l.need || '''.' from {schema}.live l
        where l.state = 6 and l.need is not null and l.need not like '~%' and l.since <= {Now} - interval '{Overdue.Needed.TotalSeconds} seconds' limit 1000
        """;

    public string ReadyForNothing { get; } = $"""
        select l.run_id, 'is ready since ' || to_char(l.since at time zone 'utc', {Form}) || ', and node ' || i.node_id || ', which has room, does not take it.' from {schema}.live l {Idle(schema)}
        where (l.state = {(int)LiveState.Ready} or (l.state = {(int)LiveState.Probation} and i.idle)) and l.since <= {Now} - {ReadyTime} limit 1000
        """;

    public string DueForNothing { get; } = $"""
        select l.run_id, 'is due since ' || to_char(l.due_at at time zone 'utc', {Form}) || ', and node ' || i.node_id || ', which has room, does not take it.' from {schema}.live l {Idle(schema)}
        where l.state = {(int)LiveState.Timer} and l.due_at <= {Now} - {ReadyTime} limit 1000
        """;

    public string BadLive { get; } = $"""
        select l.run_id, 'has a corrupt live row: state ' || l.state || ', owner ' || coalesce(l.owner::text, 'null') || ', due ' || coalesce(l.due_at::text, 'null')
          || ', claim ' || l.claim_no || ', rescues ' || l.rescues || ', signals ' || l.signals || '. Repair or delete it by hand.'
        from {schema}.live l where l.state not between 1 and 9 or (l.state = {(int)LiveState.Owned}) <> (l.owner is not null)
          or (l.state = {(int)LiveState.Timer}) <> (l.due_at is not null) or l.claim_no < 0 or l.rescues < 0 limit 1000
        """;

    public string Miscounted { get; } = $"""
        select c.run_id, 'counts ' || c.counted || ' signals, but has ' || c.stored || '.' from (
          select l.run_id, l.signals as counted, (select count(*) from {schema}.signal s where s.run_id = l.run_id) as stored from {schema}.live l
          where l.run_id in (select o.run_id from {schema}.live o where o.signals <> 0 union select s.run_id from {schema}.signal s)) c
        where c.counted <> c.stored limit 1000
        """;

    public string WithoutRun { get; } =
        $"select l.run_id, 'has a live row, but no run row.' from {schema}.live l where not exists (select 1 from {schema}.run r where r.run_id = l.run_id) limit 1000";

    /// <summary>Budgets that have more or less reserved than their runs hold. Of periods that are forgotten, runs may hold something for ever.</summary>
    public string Unbalanced { get; } = $"""
        select b.scope, b.rule, b.period, b.spent, b.reserved, coalesce(h.held, 0) from {schema}.budget b left join (
          select l.scope, p.rule, p.period, sum(l.cost) as held from {schema}.live l
          cross join lateral (values (l.rule, l.rule_period), ('', l.scope_period)) as p(rule, period)
          where l.cost is not null and p.period is not null group by l.scope, p.rule, p.period) h
          on h.scope = b.scope and h.rule = b.rule and h.period = b.period
        where b.reserved <> coalesce(h.held, 0) limit 1000
        """;

    /// <summary>What is asked about runs.</summary>
    public IReadOnlyList<string> All =>
        [OwnedByTheDead, RestsWithSignals, IdleForNothing, BlockedForNothing, QueuedForNothing, HeldWithWake, ParkedAsCorrupt, Needy, ReadyForNothing, DueForNothing, BadLive, Miscounted, WithoutRun];

    /// <summary>A node that has held its lease for as long as a ready run may wait, and owns none, or has room.</summary>
    private static string Idle(string schema) => $"""
        cross join (select s.node_id, s.idle from (
          select n.node_id, not exists (select 1 from {schema}.live o where o.state = {(int)LiveState.Owned} and o.owner = n.node_id) as idle
          from {schema}.node n join {schema}.node_lease e on e.node_id = n.node_id
          where n.left_at is null and e.until > {Now} and e.held_since <= {Now} - {ReadyTime}) s
          where s.idle or s.node_id = $2::bigint order by s.idle desc, s.node_id limit 1) i
        """;
}
