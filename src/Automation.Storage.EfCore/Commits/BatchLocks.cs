namespace Automation.Storage;

/// <summary>What a batch locks that other nodes may want, too: taken before anything else and for all of its segments at once.</summary>
/// <remarks>
/// Topics, then keys, then live rows, each in its own order. Every batch keeps to that, whatever its operations' order is, so that two can never wait for each other.
/// Whatever a segment locks later, this has locked before, or nobody else can see.
/// </remarks>
internal sealed class BatchLocks(CommitSql sql)
{
    private readonly HashSet<(string Scope, string Source, ReadOnlyMemory<byte> Key)> _keys = new(DedupeKeyComparer.Instance);
    private readonly MeetWaitsStatement _topics = new(sql);
    private readonly DedupeStatement _dedupe = new(sql);
    private readonly LockLiveStatement _live = new(sql);

    /// <summary>Begins anew for a batch.</summary>
    public void Begin(CommitBatch batch)
    {
        _topics.Clear();
        _dedupe.Clear();
        _live.Clear();
        _keys.Clear();
        _dedupe.Now = PostgresTime.Encode(batch.Now);
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

    /// <summary>What the accept is answered when its key was taken before; null when it came first.</summary>
    public AcceptResult? RefusalOf(AcceptOperation accept) => _dedupe.RefusalOf(accept);

    /// <summary>An event that may be awaited: its topic, and the runs that wait for it.</summary>
    public void Add(EventRecord @event, string subject)
    {
        _topics.Add(@event.Type, subject);
        _live.Add(@event);
    }

    /// <summary>A wait that begins.</summary>
    public void Add(WaitRecord wait) => _topics.Add(wait.EventType, wait.Subject);

    /// <summary>A run whose row the batch changes. See <see cref="LockLiveStatement.Add(RunId, bool)"/>.</summary>
    public void Add(RunId run, bool plain) => _live.Add(run, plain);

    /// <summary>The statements that have rows, in order.</summary>
    public IEnumerable<RowStatement> Seal()
    {
        _topics.Seal();
        _dedupe.Seal();
        return new (RowStatement Statement, bool Needed)[] { (_topics, !_topics.IsEmpty), (_dedupe, !_dedupe.IsEmpty), (_live, _live.IsNeeded) }
            .Where(one => one.Needed).Select(one => one.Statement);
    }
}
