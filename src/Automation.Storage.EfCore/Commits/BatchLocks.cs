namespace Automation.Storage;

/// <summary>What a batch locks that other nodes may want, too: taken before anything else and for all of its segments at once.</summary>
/// <remarks>
/// Series of events, then topics, then scopes with limits, then scopes with budgets, then keys, then counts of chains, then live rows, each in its own order. Every batch keeps to that, whatever its operations' order is, so that two can never wait for each other.
/// Whatever a segment locks later, this has locked before, or nobody else can see. Schedules and events of the intake are taken before all of these, and nobody waits for them: a row that
/// another holds is passed over.
/// </remarks>
internal sealed class BatchLocks(WorkSql work)
{
    private readonly HashSet<(string Scope, string Source, ReadOnlyMemory<byte> Key)> _keys = new(DedupeKeyComparer.Instance);
    private readonly DebounceLocksStatement _series = new(work.Debounce);
    private readonly MeetWaitsStatement _topics = new(work.Commit);
    private readonly UnawaitedStatement _unawaited = new(work.Commit);
    private readonly LockPermitsStatement _scopes = new(work.Permit);
    private readonly LockBudgetsStatement _budgets = new(work.Budget);
    private readonly DedupeStatement _dedupe = new(work.Commit);
    private readonly CountChainsStatement _chains = new(work.Commit);
    private readonly LockLiveStatement _live = new(work.Commit);

    private bool _delivers;

    /// <summary>Begins anew for a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="delivers">Whether it delivers its events to runs that wait; if not, it fails should there be one.</param>
    public void Begin(CommitBatch batch, bool delivers)
    {
        _delivers = delivers;
        _series.Clear();
        _topics.Clear();
        _unawaited.Clear();
        _scopes.Clear();
        _budgets.Clear();
        _dedupe.Clear();
        _chains.Clear();
        _live.Clear();
        _keys.Clear();
        _dedupe.Now = _chains.Now = PostgresTime.Encode(batch.Now);
    }

    /// <summary>Takes the accept's key unless an earlier operation of the batch has it already.</summary>
    public bool TryTakeKey(AcceptOperation accept)
    {
        var key = accept.Dedupe!;
        if (!_keys.Add((accept.Scope, key.Source, key.KeyHash)))
        {
            return false;
        }

        _dedupe.Add(accept);
        return true;
    }

    /// <summary>Runs of a chain, which may start so many.</summary>
    public void AddChain(AcceptOperation accept, AutomationEventId root, int most) => _chains.Add(accept, root, most);

    /// <summary>What the accept is answered when its key was taken before; null when it came first.</summary>
    public AcceptResult? RefusalOf(AcceptOperation accept) => _dedupe.RefusalOf(accept);

    /// <summary>An event that may be awaited: its topic, and the runs that wait for it. Answers whether the batch delivers it to them.</summary>
    public bool Add(EventRecord @event, string subject)
    {
        _topics.AddEvent(@event.Type, subject);
        if (_delivers)
        {
            _scopes.AddTouched(@event.Scope);
            _live.Add(@event);
        }
        else
        {
            _unawaited.Add(@event);
        }

        return _delivers;
    }

    /// <summary>A scope in which a run begins.</summary>
    public void AddScope(string scope) => _topics.AddScope(scope);

    /// <summary>A series of events that one joins, or that ends.</summary>
    public void AddSeries(string scope, string rule, string key) => _series.Add(scope, rule, key);

    /// <summary>A scope in which a run with limits begins.</summary>
    public void AddLimited(string scope) => _scopes.AddCreated(scope);

    /// <summary>A scope in which a run begins that reserves of budgets.</summary>
    public void AddReserving(string scope) => _budgets.Add(scope);

    /// <summary>A run that ends, and says what it cost.</summary>
    public void AddSettling(RunId run) => _budgets.Add(run);

    /// <summary>A run that replaces the others with its key.</summary>
    public void AddReplacing(RunRecord run, string overlap) => _live.Add(run, overlap);

    /// <summary>A run with limits that ends or rests.</summary>
    public void AddLimited(RunId run) => _scopes.AddRecorded(run);

    /// <summary>A scope in which runs may wake: locked if it has limits.</summary>
    public void AddTouched(string scope) => _scopes.AddTouched(scope);

    /// <summary>A wait that begins.</summary>
    public void Add(WaitRecord wait) => _topics.AddWait(wait.EventType, wait.Subject);

    /// <summary>A run whose row the batch changes. See <see cref="LockLiveStatement.Add(RunId, bool)"/>.</summary>
    public void Add(RunId run, bool plain) => _live.Add(run, plain);

    /// <summary>The statements that have rows, in order.</summary>
    public IEnumerable<RowStatement> Seal()
    {
        _series.Seal();
        _topics.Seal();
        _dedupe.Seal();
        return new (RowStatement Statement, bool Needed)[] { (_series, !_series.IsEmpty), (_topics, !_topics.IsEmpty), (_unawaited, !_unawaited.IsEmpty), (_scopes, !_scopes.IsEmpty), (_budgets, !_budgets.IsEmpty), (_dedupe, !_dedupe.IsEmpty), (_chains, !_chains.IsEmpty), (_live, _live.IsNeeded) }
            .Where(one => one.Needed).Select(one => one.Statement);
    }
}
