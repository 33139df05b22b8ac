namespace Automation.Storage;

/// <summary>Operations of a batch that one pass of the statements can store: accepts first, then records, then signals.</summary>
/// <remarks>
/// An operation that would overtake an earlier one of the same run or key begins another segment. That is rare: callers wait for their own operations,
/// so that what comes together is independent.
/// </remarks>
internal sealed class Segment
{
    private readonly ScopeVersionsStatement _versions;
    private readonly EarlierEventsStatement _earlier;
    private readonly DedupeStatement _dedupe;
    private readonly EventsStatement _events;
    private readonly EventSubjectsStatement _eventSubjects;
    private readonly EndableStatement _endable;
    private readonly EndStatement _end;
    private readonly JoinableStatement _joinable;
    private readonly JoinStatement _join;
    private readonly RunsStatement _owned;
    private readonly RunsStatement _ready;
    private readonly RunsStatement _limited;
    private readonly FirstEntriesStatement _firstEntries;
    private readonly LimitedLiveStatement _limitedLive;
    private readonly SetPermitsStatement _setPermits;
    private readonly GrantStatement _grant;
    private readonly BusyStatement _busy;
    private readonly ReplaceStatement _replace;
    private readonly ReserveStatement _reserve;
    private readonly ReserveStatement _reserveBehindEnds;
    private readonly KeepStatement _keep;
    private readonly SettleStatement _settle;
    private readonly ConsumeStatement _consume;
    private readonly EndWaitsStatement _endWaits;
    private readonly BeginWaitsStatement _beginWaits;
    private readonly LookBackStatement _lookBack;
    private readonly RecountStatement _recount;
    private readonly LogStatement _log;
    private readonly RecordStatement _record;
    private readonly LetGoStatement _letGo;
    private readonly DeliverStatement _deliver;
    private readonly WakeWaitingStatement _wakeWaiting;
    private readonly SendStatement _send;
    private readonly WakeSentStatement _wakeSent;
    private readonly KnownStatement _known;
    private readonly NotifyStatement _notify;
    private readonly RowStatement[] _all;

    private readonly List<(StoreOperation Operation, RecordOutcome? Outcome)> _operations = [];
    private readonly HashSet<(string Scope, string Source, ReadOnlyMemory<byte> Key)> _keys = new(DedupeKeyComparer.Instance);
    private readonly HashSet<RunId> _signalled = [];
    private readonly HashSet<(string Type, string Subject)> _waitedFor = [];
    private readonly HashSet<AutomationEventId> _accepted = [];
    private readonly Dictionary<(string Scope, string Rule, string Key), RunId?> _series = [];
    private BatchLocks _locks = null!;
    private bool _createsAtTheEnd;
    private bool _makesRoom;
    private IReadOnlySet<StoreOperation>? _behindEnds;

    public Segment(WorkSql work, string channel)
    {
        var (sql, permits) = (work.Commit, work.Permit);
        _all =
        [
            _versions = new(sql), _earlier = new(sql), _dedupe = new(sql), _events = new(sql), _eventSubjects = new(sql), _owned = new(sql), _ready = new(sql),
            _limited = new(sql, limited: true), _firstEntries = new(sql), _limitedLive = new(sql), _setPermits = new(permits), _grant = new(permits, channel),
            _busy = new(permits), _replace = new(permits, channel),
            _consume = new(sql), _endWaits = new(sql), _beginWaits = new(sql), _lookBack = new(sql), _recount = new(sql), _log = new(sql),
            _record = new(sql), _letGo = new(sql), _deliver = new(sql), _wakeWaiting = new(sql, channel), _send = new(sql),
            _wakeSent = new(sql, channel), _known = new(sql), _notify = new(sql, channel),
            _endable = new(work.Debounce), _end = new(work.Debounce), _joinable = new(work.Debounce), _join = new(work.Debounce),
            _reserve = new(work.Budget), _reserveBehindEnds = new(work.Budget), _keep = new(work.Budget), _settle = new(work.Budget),
        ];
    }

    /// <summary>The statements to send, in order.</summary>
    public List<RowStatement> Statements { get; } = [];

    /// <summary>Begins anew for a batch of this node at this instant.</summary>
    public void Begin(CommitBatch batch, BatchLocks locks, DateTime? clock, IReadOnlySet<StoreOperation>? behindEnds)
    {
        _behindEnds = behindEnds;
        _locks = locks;
        var node = batch.Node?.NodeId;
        foreach (var statement in _all)
        {
            statement.Clear();
            if (statement is OwnerStatement owners)
            {
                owners.Owner = node ?? 0;
            }
        }

        Statements.Clear();
        _operations.Clear();
        _keys.Clear();
        _signalled.Clear();
        _waitedFor.Clear();
        _accepted.Clear();
        _series.Clear();
        _createsAtTheEnd = _makesRoom = false;
        _owned.Owner = node;
        _ready.Owner = null;
        _endable.Clock = _joinable.Clock = _join.Clock = clock;
        _wakeWaiting.Node = _wakeSent.Node = _grant.Node = _replace.Node = node;
        _dedupe.Now = _lookBack.Now = _letGo.Now = _deliver.Now = _wakeWaiting.Now = _wakeSent.Now = _grant.Now = _replace.Now = PostgresTime.Encode(batch.Now);
    }

    /// <summary>Takes the operation; false when it must wait for those that are in.</summary>
    public bool TryAdd(StoreOperation operation)
    {
        switch (operation)
        {
            case AcceptOperation accept when !Overtakes(accept):
                Add(accept);
                return true;
            case RecordOperation record when !_signalled.Contains(record.RunId):
                Add(record);
                return true;
            case SignalOperation signal:
                Add(signal);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Puts the statements that have rows into their order.</summary>
    public void Seal()
    {
        _dedupe.Seal();
        Send(_versions, !_versions.IsEmpty);
        Send(_earlier, !_earlier.IsEmpty);
        Send(_dedupe, !_dedupe.IsEmpty);
        Send(_busy, !_busy.IsEmpty);
        Send(_reserve, !_reserve.IsEmpty);
        Send(_endable, !_endable.IsEmpty);
        Send(_end, !_endable.IsEmpty);
        Send(_joinable, !_joinable.IsEmpty);
        Send(_join, !_joinable.IsEmpty);
        Send(_events, !_events.IsEmpty);
        Send(_eventSubjects, !_eventSubjects.IsEmpty);
        Send(_owned, !_owned.IsEmpty);
        Send(_ready, !_ready.IsEmpty);
        Send(_setPermits, !_setPermits.IsEmpty);
        Send(_limited, !_limited.IsEmpty);
        Send(_firstEntries, !_firstEntries.IsEmpty);
        Send(_limitedLive, !_limitedLive.IsEmpty);
        Send(_keep, !_keep.IsEmpty);
        Send(_replace, !_replace.IsEmpty);
        Send(_consume, !_consume.IsEmpty);
        Send(_endWaits, !_endWaits.IsEmpty);
        Send(_beginWaits, !_beginWaits.IsEmpty);
        Send(_lookBack, !_beginWaits.IsEmpty);
        Send(_recount, !_recount.IsEmpty);
        Send(_log, !_log.IsEmpty);
        Send(_settle, !_settle.IsEmpty);
        Send(_reserveBehindEnds, !_reserveBehindEnds.IsEmpty);
        Send(_record, !_record.IsEmpty);
        Send(_letGo, !_letGo.IsEmpty);
        Send(_deliver, !_deliver.IsEmpty);
        Send(_wakeWaiting, !_deliver.IsEmpty);
        Send(_send, !_send.IsEmpty);
        Send(_wakeSent, !_send.IsEmpty);
        Send(_known, !_send.IsEmpty);
        Send(_grant, !_grant.IsEmpty);
        Send(_notify, !_ready.IsEmpty || !_letGo.IsEmpty);
    }

    /// <summary>What came of each operation, in order.</summary>
    public void Collect(List<OperationResult> results)
    {
        for (var i = 0; i < _operations.Count; i++)
        {
            results.Add(_operations[i] switch
            {
                (AcceptOperation accept, _) => ResultOf(accept),
                (SignalOperation signal, _) => ResultOf(signal),
                var (_, outcome) => outcome!.ToResult(_grant.MadeReady),
            });
        }
    }

    private void Send(RowStatement statement, bool needed)
    {
        if (needed)
        {
            Statements.Add(statement);
        }
    }

    private bool Overtakes(AcceptOperation accept) =>
        (accept.Dedupe is { } key && _keys.Contains((accept.Scope, key.Source, key.KeyHash)))
        || (_createsAtTheEnd && accept.Event is not null)
        || NamesAccepted(accept)
        || MayBeBusy(accept)
        || Meets(accept)
        || (accept is { MayBeAwaited: true, Event: { Subject: { } subject } @event } && _waitedFor.Contains((@event.Type, subject)));

    /// <summary>Events are looked for before those of the segment are there.</summary>
    private bool NamesAccepted(AcceptOperation accept)
    {
        foreach (var created in accept.Runs)
        {
            if (created.Run.EventId is { } id && _accepted.Contains(id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a rule takes a further run is asked before those end that the segment records.</summary>
    private bool MayBeBusy(AcceptOperation accept) => _makesRoom && accept.Runs.Any(static run => run.Limits is { MaxQueued: not null });

    /// <summary>In one segment a key has one series only, and either events that join it or its end.</summary>
    private bool Meets(AcceptOperation accept)
    {
        foreach (var join in accept.Debounces)
        {
            if (_series.TryGetValue((accept.Scope, join.Rule, join.Key), out var other) && other != join.RunId)
            {
                return true;
            }
        }

        return accept.Debounced is { } end && _series.ContainsKey((accept.Scope, end.Rule, end.Key));
    }

    private void AddSeries(AcceptOperation accept)
    {
        foreach (var join in accept.Debounces)
        {
            _series[(accept.Scope, join.Rule, join.Key)] = join.RunId;
            _locks.AddSeries(accept.Scope, join.Rule, join.Key);
            _joinable.Add(accept, join);
            _join.Add(accept, join);
        }

        if (accept.Debounced is { } end)
        {
            _series[(accept.Scope, end.Rule, end.Key)] = null;
            _locks.AddSeries(accept.Scope, end.Rule, end.Key);
            _endable.Add(accept.Scope, end);
            _end.Add(accept.Scope, end);
        }
    }

    private void Add(AcceptOperation accept)
    {
        AddSeries(accept);
        if (accept.ScopeVersion is { } version)
        {
            _versions.Add(accept.Scope, version);
        }

        if (accept.SharedVersion is { } shared)
        {
            _versions.Add(SharedScope.Name, shared);
        }

        if (accept.Dedupe is { } key)
        {
            _keys.Add((accept.Scope, key.Source, key.KeyHash));
            if (!_locks.TryTakeKey(accept))
            {
                _dedupe.Add(accept);
            }
        }

        if (accept is { MaxRunsPerRoot: { } most, Root: { } root })
        {
            _locks.AddChain(accept, root, most);
        }

        if (accept.Event is { } @event)
        {
            _events.Add(accept);
            _eventSubjects.Add(@event);
            _accepted.Add(@event.Id);
            if (accept.MayBeAwaited && @event.Subject is { } subject)
            {
                if (_locks.Add(@event, subject))
                {
                    _grant.AddScope(@event.Scope);
                    _deliver.Add(@event);
                    _wakeWaiting.Add(@event);
                }
            }
        }

        foreach (var created in accept.Runs)
        {
            if (created.Limits is { } limits)
            {
                AddLimited(accept, created, limits);
            }
            else
            {
                (created.Owned ? _owned : _ready).Add(accept, created.Run);
            }

            if (created.Reservation is { } reservation)
            {
                _locks.AddReserving(accept.Scope);
                (_behindEnds?.Contains(accept) == true ? _reserveBehindEnds : _reserve).Add(accept, created.Run, reservation);
                _keep.Add(created.Run, reservation);
            }

            _firstEntries.Add(created);
            _locks.AddScope(accept.Scope);
            _createsAtTheEnd |= !accept.StartsWithEvent(created.Run);
            if (created.Run.EventId is { } id && id != accept.Event?.Id)
            {
                _earlier.Add(created.Run);
            }
        }

        _operations.Add((accept, null));
    }

    private void Add(RecordOperation record)
    {
        var outcome = new RecordOutcome(record);
        foreach (var wait in record.Waits)
        {
            _locks.Add(wait);
            _waitedFor.Add((wait.EventType, wait.Subject));
        }

        _consume.Add(record);
        _endWaits.Add(record);
        _beginWaits.Add(record);
        _lookBack.Add(record);
        _log.Add(record);
        _record.Add(record, outcome);
        var recounts = record.Consumed.Count > 0 || record.Waits.Count > 0 || record.ClearRescues;
        if (recounts)
        {
            _recount.Add(record);
        }

        var goes = record.Transition is RunTransition.Continue;
        var ends = record.Transition is RunTransition.End;
        if (!goes && !ends)
        {
            _letGo.Add(record, outcome);
        }

        if (record.Limited && !goes)
        {
            _makesRoom = true;
            _locks.AddLimited(record.RunId);
            _grant.AddRecorded(record.RunId);
        }

        var spent = (record.Transition as RunTransition.End)?.Spent;
        if (spent is { } cost)
        {
            _locks.AddSettling(record.RunId);
            _settle.Add(record, cost);
        }

        // Also before a wait goes: an event that is being delivered to it counts its signal by the wait.
        var touches = recounts || record.EndedWaits.Count > 0;
        if (!goes || touches)
        {
            _locks.Add(record.RunId, plain: ends && !touches && spent is null);
        }

        _operations.Add((record, outcome));
    }

    private void Add(SignalOperation signal)
    {
        _signalled.Add(signal.RunId);
        _locks.Add(signal.RunId, plain: false);
        _locks.AddTouched(signal.Scope);
        _grant.AddScope(signal.Scope);
        _send.Add(signal);
        _wakeSent.Add(signal);
        _known.Add(signal.RunId);
        _operations.Add((signal, null));
    }

    private void AddLimited(AcceptOperation accept, NewRun created, RunLimits limits)
    {
        _busy.Add(accept, created.Run, limits);
        if (created.Replaces is { } body)
        {
            _replace.Add(created.Run, limits.Overlap!, body);
            _locks.AddReplacing(created.Run, limits.Overlap!);
        }

        _limited.Add(accept, created.Run);
        _limitedLive.Add(created.Run, limits);
        _setPermits.Add(created.Run, limits);
        _locks.AddLimited(created.Run.Scope);
        _grant.AddScope(created.Run.Scope);
        if (created.Owned)
        {
            _grant.AddWanted(created.Run.Id);
        }
    }

    private AcceptResult ResultOf(AcceptOperation accept)
    {
        if ((_dedupe.RefusalOf(accept) ?? _locks.RefusalOf(accept)) is { } refused)
        {
            return refused;
        }

        var (notify, woken) = accept is { MayBeAwaited: true, Event: { Subject: not null } @event } ? _wakeWaiting.Of(@event) : ([], false);
        foreach (var created in accept.Runs)
        {
            if (created.Replaces is not null && _replace.Of(created.Run.Id) is var (replaced, ready))
            {
                notify = [.. notify.Union(replaced)];
                woken |= ready;
            }
        }

        return new AcceptResult
        {
            Status = AcceptStatus.Accepted,
            Notify = notify,
            Blocked = BlockedOf(accept.Runs),
            MadeReady = woken || _grant.MadeReady || accept.Runs.Any(static run => !run.Owned && run.Limits is null),
        };
    }

    private IReadOnlyList<RunId> BlockedOf(IReadOnlyList<NewRun> runs) => runs.Any(static run => run.Limits is not null)
        ? [.. runs.Where(run => run.Limits is not null && !_grant.HasGranted(run.Run.Id)).Select(run => run.Run.Id)]
        : [];

    private SignalResult ResultOf(SignalOperation signal) =>
        !_known.IsOf(signal.Scope, signal.RunId) ? new SignalResult { Status = SignalStatus.NotFound }
        : _wakeSent.Of(signal.RunId, _grant.HasGranted(signal.RunId)) ?? new SignalResult { Status = SignalStatus.Ended };
}
