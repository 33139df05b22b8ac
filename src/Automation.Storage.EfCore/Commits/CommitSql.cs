namespace Automation.Storage;

/// <summary>The statements of a commit.</summary>
/// <remarks>
/// <para>They are written so that one plan is good for one row and for a thousand: rows come from <c>unnest</c>, tables are reached by index one row at a
/// time, and what must be looked up among the rows themselves is a hashed sub-select in the select list or behind <c>case</c>, never a join of two
/// <c>unnest</c>, which the planner would nest (a thousand rows: a million comparisons). For the same reason it is <c>(select id …) = id</c> and not <c>exists (…)</c>:
/// the planner may answer the latter by hashing the whole table.</para>
/// <para>Ownership is checked in each statement that writes for a run: <c>owner</c> and <c>claim_no</c> of its live row. Whoever drops one of these checks turns a test red.</para>
/// </remarks>
internal sealed class CommitSql(string schema)
{
    /// <summary>Fails the batch when the node's epoch is over or its lease expired. The share lock holds up a takeover until this batch is stored.</summary>
    public string Fence { get; init; } = $"""
        select 1 / count(*) from (
          select 1 from {schema}.node n
          where n.node_id = $1 and n.epoch = $2 and n.left_at is null
            and (select l.until from {schema}.node_lease l where l.node_id = n.node_id) > coalesce($3, clock_timestamp())
          for share of n) fence
        """;

    /// <summary>
    /// Fails the batch when a scope has another version than its operations were decided with, or what all scopes share, which is one more of them. Only read, so that publishers never meet:
    /// a change that was committed before is seen, and one that is committed later comes after the batch.
    /// </summary>
    public string ScopeVersions { get; init; } = $"""
        select sqrt(case when bool_or(v.version <> coalesce((select s.version from {schema}.scope s where s.scope = v.scope), 0)) then -1 else 1 end)
        from unnest($1::text[], $2::bigint[]) as v(scope, version)
        """;

    /// <summary>Whoever records an awaited event and whoever begins to wait for it meet here, so that one of them sees the other. Events do not exclude each other.</summary>
    public string MeetWaits { get; init; } = """
        select case when t.waits then pg_advisory_xact_lock(1635086447, t.topic)::text else pg_advisory_xact_lock_shared(1635086447, t.topic)::text end
        from unnest($1::int[], $2::bool[]) as t(topic, waits)
        """;

    /// <summary>
    /// Fails the batch when a run waits for one of its events: such a batch is sent again with the statements that lock, deliver and wake. Most events are awaited by nobody.
    /// After <see cref="MeetWaits"/>, so that whoever begins to wait later finds the event.
    /// </summary>
    public string Unawaited { get; init; } = $"""
        select width_bucket(0, 0, case when bool_or(
          (select w.run_id from {schema}.wait w where w.scope = k.scope and w.type = k.type and w.subject = k.subject limit 1) is not null) then 0 else 1 end, 1)
        from unnest($1::text[], $2::text[], $3::text[]) as k(scope, type, subject)
        """;

    /// <summary>Fails the batch when a run names an event that its scope does not have. Until the commit nobody deletes those that it has.</summary>
    public string EarlierEvents { get; init; } = $"""
        select ln(case when bool_or((select e.scope from {schema}.event e where e.event_id = r.event_id for key share) is distinct from r.scope) then 0 else 1 end)
        from unnest($1::uuid[], $2::text[]) as r(event_id, scope)
        """;

    /// <summary>Answers, key by key, who came first: the present operation or an earlier one.</summary>
    public string Dedupe { get; init; } = $"""
        insert into {schema}.dedupe as d (scope, source, key_hash, body_hash, original_id, at)
        select k.scope, k.source, k.key_hash, k.body_hash, k.original_id, $7
        from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::uuid[]) as k(scope, source, key_hash, body_hash, original_id)
        on conflict (key_hash, scope, source) do update set (body_hash, original_id, at) = (
          select case when n.expired then excluded.body_hash else d.body_hash end,
            case when n.expired then excluded.original_id else d.original_id end,
            case when n.expired then excluded.at else d.at end
          from (select d.at < k.not_before as expired from unnest($5::uuid[], $6::timestamptz[]) as k(original_id, not_before)
                where k.original_id = excluded.original_id limit 1) n)
        returning d.key_hash, d.body_hash, d.original_id
        """;

    public string Events { get; init; } = $"""
        insert into {schema}.event(event_id, position, scope, type, subject, at, cause, root, depth, verdicts, notable, payload)
        select e.event_id, nextval('{schema}.position'), e.scope, e.type, e.subject, e.at, e.cause, e.root, e.depth, e.verdicts, e.notable, e.payload
        from unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::uuid[], $9::uuid[], $10::int[], $11::bytea[], $12::int[], $13::bytea[])
          as e(scope, source, key_hash, event_id, type, subject, at, cause, root, depth, verdicts, notable, payload)
        where e.source is null
          or (select d.original_id from {schema}.dedupe d where d.key_hash = e.key_hash and d.scope = e.scope and d.source = e.source) = e.event_id
        """;

    /// <summary>Of the events that were stored: a repetition stores nothing.</summary>
    public string EventSubjects { get; init; } = $"""
        insert into {schema}.event_subject(event_id, scope, subject)
        select s.event_id, s.scope, s.subject from unnest($1::uuid[], $2::text[], $3::text[]) as s(event_id, scope, subject)
        where (select e.event_id from {schema}.event e where e.event_id = s.event_id) is not null
        """;

    /// <summary>Runs and their live rows. A run stands where its event stands in the order of acceptance; without one of this batch, at the end.</summary>
    public string Runs { get; init; } = $"""
        with created as (
          {InsertRuns(schema)}
          returning run_id, scope, rule, at)
        insert into {schema}.live(run_id, scope, rule, queue, state, owner, claim_no, signals, rescues, limits, permit, since)
        select c.run_id, c.scope, c.rule, 0, $18, $19, $20, 0, 0, 0, false, case when $19 is null then c.at end from created c
        """;

    /// <summary>Runs with limits; their live rows follow in a statement of their own.</summary>
    public string LimitedRuns { get; init; } = InsertRuns(schema);

    /// <summary>The ledger rows that new runs begin with.</summary>
    public string FirstEntries { get; init; } = $"""
        insert into {schema}.entry(run_id, path, kind, try, seq, status, started_at, at, body, next)
        select e.run_id, e.path, e.kind, e.try, e.seq, e.status, e.started_at, e.at, e.body, e.next
        from unnest($1::uuid[], $2::text[], $3::smallint[], $4::int[], $5::int[], $6::smallint[], $7::timestamptz[], $8::timestamptz[], $9::bytea[], $10::bytea[])
          as e(run_id, path, kind, try, seq, status, started_at, at, body, next)
        where (select r.run_id from {schema}.run r where r.run_id = e.run_id) is not null
        """;

    /// <summary>The live rows of runs with limits: they wait for their permits, which the same batch gives if there are any. Where another run has the key, or waits for it, they wait for that first.</summary>
    public string LimitedLive { get; init; } = $"""
        insert into {schema}.live(run_id, scope, rule, queue, state, claim_no, signals, rescues, limits, permit, overlap)
        select c.run_id, c.scope, c.rule, 0, case when c.overlap is null or (c.place = 1 and
            (select l.run_id from {schema}.live l where l.scope = c.scope and l.rule = c.rule and l.overlap = c.overlap limit 1) is null)
          then {(int)LiveState.Blocked} else {(int)LiveState.Queued} end, 0, 0, 0, c.limits, false, c.overlap
        from (
          select c.*, row_number() over (partition by c.scope, c.rule, c.overlap order by c.ordinal) as place
          from unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::text[]) with ordinality as c(run_id, scope, rule, limits, overlap, ordinal)
          where (select r.run_id from {schema}.run r where r.run_id = c.run_id) is not null) c
        """;

    /// <summary>
    /// Counts the runs of chains, and fails the batch when one has more than it may: an operation is asked what it allows at its place in the batch, and the first one of a chain says with how many that begins.
    /// Behind the keys: a duplicate starts none.
    /// </summary>
    public string CountChains { get; init; } = $"""
        with wanted as materialized (
          select k.root, k.most, sum(k.runs) over (partition by k.root order by k.ordinal) as runs, first_value(k.first) over (partition by k.root order by k.ordinal) as first
          from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::bytea[], $8::uuid[]) with ordinality as k(root, runs, first, most, scope, source, key_hash, original_id, ordinal)
          where k.source is null
            or (select d.original_id from {schema}.dedupe d where d.key_hash = k.key_hash and d.scope = k.scope and d.source = k.source) = k.original_id),
        counted as (
          insert into {schema}.root_run as r (root, runs, at) select w.root, w.first + max(w.runs), $9 from wanted w group by w.root, w.first order by w.root
          on conflict (root) do update set runs = r.runs + (select max(w.runs) from wanted w where w.root = excluded.root) returning r.root, r.runs)
        select make_date(2000, case when bool_or(c.runs - (select max(a.runs) from wanted a where a.root = c.root) + w.runs > w.most) then 13 else 1 end, 1)
        from counted c join wanted w on w.root = c.root
        """;

    /// <summary>Locks, in the order of ids, every live row that the batch may change beside plain ends: two nodes can never wait for each other.</summary>
    public string LockLive { get; init; } = $"""
        select 1 from {schema}.live l where l.run_id in (
          select unnest($1::uuid[])
          union select w.run_id from unnest($2::text[], $3::text[], $4::text[]) as k(scope, type, subject)
            join {schema}.wait w on w.scope = k.scope and w.type = k.type and w.subject = k.subject
          union select o.run_id from unnest($5::text[], $6::text[], $7::text[]) as r(scope, rule, overlap)
            cross join lateral (select o.run_id from {schema}.live o where o.scope = r.scope and o.rule = r.rule and o.overlap = r.overlap offset 0) o)
        order by l.run_id for update
        """;

    public string Consume { get; init; } = $"""
        delete from {schema}.signal s using unnest($2::uuid[], $3::bigint[], $4::text[], $5::smallint[], $6::text[]) as c(run_id, claim_no, path, kind, nonce),
          {schema}.live l
        where s.run_id = c.run_id and s.path = c.path and s.kind = c.kind and s.nonce = c.nonce
          and l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no
        """;

    public string EndWaits { get; init; } = $"""
        delete from {schema}.wait w using unnest($2::uuid[], $3::bigint[], $4::text[]) as c(run_id, claim_no, path), {schema}.live l
        where w.run_id = c.run_id and w.path = c.path and l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no
        """;

    public string BeginWaits { get; init; } = $"""
        insert into {schema}.wait(run_id, path, scope, type, subject)
        select c.run_id, c.path, l.scope, c.type, c.subject
        from unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[]) as c(run_id, claim_no, path, type, subject)
        join {schema}.live l on l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no
        """;

    /// <summary>Events that were accepted between the run's creation and the beginning of its wait.</summary>
    public string LookBack { get; init; } = $"""
        insert into {schema}.signal(run_id, path, kind, nonce, at, body)
        select c.run_id, c.path, 3, e.event_id::text, $7, e.payload
        from unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[]) as c(run_id, claim_no, path, type, subject)
        join {schema}.live l on l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no
        join {schema}.run r on r.run_id = c.run_id
        join {schema}.event e on e.scope = l.scope and e.subject = c.subject and e.type = c.type and e.position > r.position
        order by e.position
        on conflict do nothing
        """;

    /// <summary>After signals came or went: the count is exact, since the row is locked.</summary>
    public string Recount { get; init; } = $"""
        update {schema}.live l set signals = (select count(*) from {schema}.signal s where s.run_id = l.run_id), rescues = case when c.clear then 0 else l.rescues end
        from unnest($2::uuid[], $3::bigint[], $4::bool[]) as c(run_id, claim_no, clear)
        where l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no
        """;

    public string Log { get; init; } = $"""
        insert into {schema}.log(run_id, number, path, attempt, at, level, percent, message)
        select c.run_id, c.number, c.path, c.attempt, c.at, c.level, c.percent, c.message
        from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::int[], $7::timestamptz[], $8::smallint[], $9::float8[], $10::text[])
          as c(run_id, claim_no, number, path, attempt, at, level, percent, message)
        join {schema}.live l on l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no
        on conflict do nothing
        """;

    /// <summary>
    /// Outcomes and ends in one: a run ends only if no signal stands against it, and only then does its last row say how. Who waited for its key follows. Answers with the signals of each run.
    /// </summary>
    /// <remarks>In the order of ids: a batch of plain ends has not locked its rows before, and another node may be about to signal them.</remarks>
    public string Record { get; init; } = $"""
        with mine as materialized (
          select o.run_id, o.claim_no, o.ends, o.ordinal, l.signals
          from unnest($2::uuid[], $3::bigint[], $4::bool[]) with ordinality as o(run_id, claim_no, ends, ordinal)
          join {schema}.live l on l.run_id = o.run_id and l.owner = $1 and l.claim_no = o.claim_no
          order by o.run_id
        ), gone as (
          delete from {schema}.live l using mine m
          where l.run_id = m.run_id and m.ends and l.signals = 0 and l.owner = $1 and l.claim_no = m.claim_no
          returning l.run_id, l.scope, l.rule, l.overlap
        ), followed as (
          update {schema}.live l set state = case when l.need is null then {(int)LiveState.Blocked} else {(int)LiveState.Parked} end from (
            select (select q.run_id from {schema}.live q where q.scope = g.scope and q.rule = g.rule and q.overlap = g.overlap and q.state = {(int)LiveState.Queued}
              order by q.run_id limit 1) as run_id from gone g where g.overlap is not null) f
          where l.run_id = f.run_id
        ), no_waits as (
          delete from {schema}.wait w using gone g where w.run_id = g.run_id
        ), rows as (
          insert into {schema}.entry(run_id, path, kind, try, seq, status, started_at, at, body, next)
          select e.run_id, e.path, e.kind, e.try, e.seq, e.status, e.started_at, e.at, e.body, e.next
          from unnest($5::uuid[], $6::text[], $7::smallint[], $8::int[], $9::int[], $10::smallint[], $11::timestamptz[], $12::timestamptz[], $13::bytea[], $14::bytea[])
            as e(run_id, path, kind, try, seq, status, started_at, at, body, next)
          where case when e.run_id in (select m.run_id from mine m) then true end
        ), last_rows as (
          insert into {schema}.entry(run_id, path, kind, try, seq, status, started_at, at, body, next, scope, rule, run_status, run_reason)
          select e.run_id, e.path, e.kind, e.try, e.seq, e.status, e.started_at, e.at, e.body, e.next,
            case when x.ended then l.scope end, case when x.ended then l.rule end, case when x.ended then e.run_status end, case when x.ended then e.run_reason end
          from unnest($15::uuid[], $16::text[], $17::smallint[], $18::int[], $19::int[], $20::smallint[], $21::timestamptz[], $22::timestamptz[], $23::bytea[], $24::bytea[],
              $25::bigint[], $26::smallint[], $27::text[])
            as e(run_id, path, kind, try, seq, status, started_at, at, body, next, claim_no, run_status, run_reason)
          join {schema}.live l on l.run_id = e.run_id and l.owner = $1 and l.claim_no = e.claim_no
          cross join lateral (select e.run_id in (select g.run_id from gone g) as ended) x
        )
        select m.ordinal, m.run_id in (select g.run_id from gone g) as ended, s.path, s.kind, s.nonce, s.body, s.at
        from mine m left join lateral (
          select s.path, s.kind, s.nonce, s.body, s.at, s.position from {schema}.signal s where m.signals > 0 and s.run_id = m.run_id offset 0) s on true
        order by m.ordinal, s.position
        """;

    /// <summary>
    /// Lets runs go. A park is refused while a signal is unconsumed; a hold after somebody asked to cancel or release is no hold, and neither is one for a subject that is released by now.
    /// </summary>
    public string LetGo { get; init; } = $"""
        update {schema}.live l set
          owner = null,
          state = case t.kind when {(int)Departure.Park} then case when t.due_at is null then {(int)LiveState.Idle} else {(int)LiveState.Timer} end
            when {(int)Departure.Hold} then case
              when x.acted is null then {(int)LiveState.Parked}
              when l.limits = 0 or x.acted = {(int)SignalKind.Cancel} then {(int)LiveState.Ready}
              else {(int)LiveState.Blocked} end
            else case when l.rescues < {Rescue.Probation} then {(int)LiveState.Ready} else {(int)LiveState.Probation} end end,
          due_at = t.due_at,
          permit = l.permit and (t.kind = {(int)Departure.Release} or (t.kind = {(int)Departure.Park} and coalesce(t.due_at <= $8::timestamptz + interval '{RunLimits.KeptFor.TotalSeconds} seconds', false))),
          rescues = case when t.kind = {(int)Departure.Park} or x.acted is not null then 0 else l.rescues end,
          reason = case when t.kind = {(int)Departure.Hold} and x.acted is null then t.reason end,
          need = case when t.kind = {(int)Departure.Hold} and x.acted is null then t.need end,
          since = case when t.kind <> {(int)Departure.Park} then $8::timestamptz end
        from unnest($2::uuid[], $3::bigint[], $4::smallint[], $5::timestamptz[], $6::text[], $7::bigint[], $9::text[]) as t(run_id, claim_no, kind, due_at, reason, ordinal, need)
        cross join lateral (select case when t.kind = {(int)Departure.Hold} then (
          coalesce(
            (select min(s.kind) from {schema}.signal s where s.run_id = t.run_id and s.kind in ({(int)SignalKind.Cancel}, {(int)SignalKind.Release})),
            case when t.need = '{SubjectOverrides.Need}' and (select s.kind from {schema}.signal s where s.run_id = t.run_id and s.path = '' and s.kind = {(int)SignalKind.Pause} and s.nonce = '') is null
              then {(int)SignalKind.Release}::smallint end)) end as acted) x
        where l.run_id = t.run_id and l.owner = $1 and l.claim_no = t.claim_no and (t.kind <> {(int)Departure.Park} or l.signals = 0)
        returning t.ordinal, l.state = {(int)LiveState.Ready}
        """;

    /// <summary>An accepted event reaches every run that waits for it.</summary>
    public string Deliver { get; init; } = $"""
        insert into {schema}.signal(run_id, path, kind, nonce, at, body)
        select w.run_id, w.path, {(int)SignalKind.Event}, e.event_id::text, $5, e.payload
        from {Awaited(schema)}
        order by e.position
        on conflict do nothing
        """;

    /// <summary>Counts the signals of those runs and wakes the ones that rest; tells the other hosts when one of them must look.</summary>
    public string WakeWaiting { get; init; } = $"""
        update {schema}.live l set
          signals = (select count(*) from {schema}.signal s where s.run_id = l.run_id),
          state = case when l.state not in ({(int)LiveState.Timer}, {(int)LiveState.Idle}) then l.state
            when l.limits = 0 or l.permit then {(int)LiveState.Ready} else {(int)LiveState.Blocked} end,
          due_at = case when l.state in ({(int)LiveState.Timer}, {(int)LiveState.Idle}) then null else l.due_at end,
          since = case when l.state in ({(int)LiveState.Timer}, {(int)LiveState.Idle}) then $7::timestamptz else l.since end
        from (select w.run_id, min(e.event_id::text)::uuid as event_id from {Awaited(schema)} group by w.run_id) t
        where l.run_id = t.run_id
        returning l.run_id, l.owner, l.state, t.event_id, case when l.owner is distinct from $5 then pg_notify($6, '')::text end
        """;

    /// <summary>Signals that a caller sends to runs of a scope.</summary>
    public string Send { get; init; } = $"""
        insert into {schema}.signal(run_id, path, kind, nonce, at, body)
        select c.run_id, c.path, c.kind, c.nonce, c.at, c.body
        from unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::timestamptz[], $7::bytea[]) with ordinality
          as c(run_id, scope, path, kind, nonce, at, body, ordinal)
        join {schema}.live l on l.run_id = c.run_id and l.scope = c.scope
        order by c.ordinal
        on conflict do nothing
        """;

    public string WakeSent { get; init; } = $"""
        update {schema}.live l set
          signals = (select count(*) from {schema}.signal s where s.run_id = l.run_id),
          state = case when not x.wakes then l.state when l.limits = 0 or l.permit or t.cancels then {(int)LiveState.Ready} else {(int)LiveState.Blocked} end,
          due_at = case when x.wakes then null else l.due_at end,
          reason = case when x.wakes or (t.wakes_held and l.state = {(int)LiveState.Queued}) then null else l.reason end,
          need = case when x.wakes or (t.wakes_held and l.state = {(int)LiveState.Queued}) then null else l.need end,
          since = case when x.wakes then $7::timestamptz else l.since end,
          rescues = case when x.wakes and l.state in ({(int)LiveState.Parked}, {(int)LiveState.Quarantined}) then 0 else l.rescues end,
          overlap = case when x.wakes and l.state = {(int)LiveState.Queued} then null else l.overlap end
        from (select c.run_id, bool_or(c.wakes_held) as wakes_held, bool_or(c.cancels) as cancels
            from unnest($1::uuid[], $2::text[], $3::bool[], $4::bool[]) as c(run_id, scope, wakes_held, cancels)
            join {schema}.live o on o.run_id = c.run_id and o.scope = c.scope group by c.run_id) t
        join {schema}.live o on o.run_id = t.run_id
        cross join lateral (select o.state in ({(int)LiveState.Timer}, {(int)LiveState.Idle})
          or (t.wakes_held and o.state in ({(int)LiveState.Parked}, {(int)LiveState.Quarantined}))
          or (t.cancels and o.state in ({(int)LiveState.Blocked}, {(int)LiveState.Queued})) as wakes) x
        where l.run_id = t.run_id
        returning l.run_id, l.owner, l.state = {(int)LiveState.Ready} and x.wakes, case when l.owner is distinct from $5 then pg_notify($6, '')::text end
        """;

    /// <summary>Which of the runs exist, in which scope: those without a live row have ended.</summary>
    public string Known { get; init; } = $"select r.run_id, r.scope from {schema}.run r where r.run_id = any($1)";

    /// <summary>Other hosts may claim what this batch left ready. One a transaction, however often it is sent.</summary>
    public string Notify { get; init; } = "select pg_notify($1, '')";

    private static string InsertRuns(string schema) => $"""
        insert into {schema}.run(run_id, position, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, rerun_of, next, input, time_zone)
        select r.run_id, r.position, r.scope, r.rule, r.rule_hash, r.subject, r.trigger_kind, r.trigger_id, r.event_id, r.at, r.rerun_of, r.next, r.input, r.time_zone
        from (
          select r.*, case
            when r.with_event then (select e.position from {schema}.event e where e.event_id = r.original_id)
            when r.source is null then nextval('{schema}.position')
            when (select d.original_id from {schema}.dedupe d where d.key_hash = r.key_hash and d.scope = r.scope and d.source = r.source) = r.original_id
              then nextval('{schema}.position') end as position
          from unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[], $5::bool[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::smallint[], $11::text[],
              $12::uuid[], $13::timestamptz[], $14::uuid[], $15::bytea[], $16::bytea[], $17::text[])
            as r(scope, source, key_hash, original_id, with_event, run_id, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, rerun_of, next, input, time_zone)) r
        where r.position is not null
        """;

    /// <summary>The batch's events and who waits for each. <c>offset 0</c> keeps the order: waits are few, and as a plain join the planner reads all events there are.</summary>
    private static string Awaited(string schema) => $"""
        unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as k(event_id, scope, type, subject)
          cross join lateral (select w.run_id, w.path from {schema}.wait w where w.scope = k.scope and w.type = k.type and w.subject = k.subject offset 0) w
          cross join lateral (select e.event_id, e.position, e.payload from {schema}.event e where e.event_id = k.event_id offset 0) e
        """;
}
