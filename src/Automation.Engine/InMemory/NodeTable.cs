namespace Automation.Storage;

/// <summary>Who works on runs: one node at a time, as in every store for one process.</summary>
internal sealed class NodeTable
{
    private long _last;

    public NodeLease? Current { get; private set; }

    /// <summary>The door through which the current node joined; null when it left or its door was closed.</summary>
    public InMemoryStore? Holder { get; private set; }

    public NodeLease Join(InMemoryStore door)
    {
        _last++;
        Current = new NodeLease(_last, _last);
        Holder = door;
        return Current;
    }

    public bool IsCurrent(NodeLease node) => Current == node;

    public void Leave()
    {
        Current = null;
        Holder = null;
    }

    /// <summary>The process is gone; its node stays current until another one joins, as after a crash.</summary>
    public void Close(InMemoryStore door)
    {
        if (Holder == door)
        {
            Holder = null;
        }
    }

    public void ThrowIfFenced(NodeLease node)
    {
        if (!IsCurrent(node))
        {
            throw new NodeFencedException(node.NodeId);
        }
    }
}
