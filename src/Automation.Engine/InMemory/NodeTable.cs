namespace Automation.Storage;

/// <summary>Who works on runs.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<long, NodeRow> _nodes = [];
    private long _last;

    public IEnumerable<NodeRow> All => _nodes.Values;

    public NodeLease Join(InMemoryStore door, DateTimeOffset now, TimeSpan duration)
    {
        _last++;
        var lease = new NodeLease(_last, _last, duration);
        _nodes.Add(lease.NodeId, new NodeRow(lease, door, now));
        return lease;
    }

    /// <summary>The node; null when it left, was taken over, or its epoch is another one.</summary>
    public NodeRow? Find(NodeLease node) => _nodes.GetValueOrDefault(node.NodeId) is { IsClosed: false } row && row.Lease.Epoch == node.Epoch ? row : null;

    /// <summary>Whether a run's owner can still go on with it.</summary>
    public bool IsAlive(long? nodeId, DateTimeOffset now) =>
        nodeId is { } id && _nodes.GetValueOrDefault(id) is { IsClosed: false } row && !row.HasExpired(now);

    /// <summary>A node that could have taken a run for as long as a ready one may wait, and owns none; null when there is none.</summary>
    public long? FindStanding(DateTimeOffset now, Func<long, bool> isOne)
    {
        foreach (var node in _nodes.Values)
        {
            if (!node.IsClosed && !node.HasExpired(now) && node.HeldFor(now) >= Overdue.Ready && isOne(node.Lease.NodeId))
            {
                return node.Lease.NodeId;
            }
        }

        return null;
    }

    public void Remove(NodeRow node) => _nodes.Remove(node.Lease.NodeId);

    /// <summary>The process behind a door is gone; its node keeps its runs until another one takes them, as after a crash.</summary>
    public void Close(InMemoryStore door)
    {
        foreach (var node in _nodes.Values.Where(node => node.Door == door))
        {
            node.IsClosed = true;
        }
    }

    public void ThrowIfFenced(NodeLease node, DateTimeOffset now)
    {
        if (Find(node) is not { } row || row.HasExpired(now))
        {
            throw new NodeFencedException(node.NodeId);
        }
    }
}
