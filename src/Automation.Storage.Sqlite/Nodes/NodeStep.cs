namespace Automation.Storage;

/// <summary>Lets nodes join and leave, and fences those whose time is over.</summary>
internal sealed class NodeStep(SqliteConnectionHandle connection, LiveTable live, PermitStep permits)
{
    private readonly Statement _fence = connection.Prepare(NodeSql.Fence);
    private readonly Statement _epoch = connection.Prepare(NodeSql.Epoch, "node");
    private readonly Statement _endOthers = connection.Prepare(NodeSql.EndOthers);
    private readonly Statement _insert = connection.Prepare(NodeSql.Insert, "node");
    private readonly Statement _leave = connection.Prepare(NodeSql.Leave);
    private readonly Statement _takeOver = connection.Prepare(NodeSql.TakeOver);
    private readonly Statement _release = connection.Prepare(NodeSql.Release);

    public void ThrowIfFenced(NodeLease node)
    {
        if (!IsCurrent(node))
        {
            throw new NodeFencedException(node.NodeId);
        }
    }

    public bool IsCurrent(NodeLease node)
    {
        using var rows = _fence.With().Number(node.NodeId).Number(node.Epoch).Query();
        return rows.Next();
    }

    /// <summary>A new node. The caller holds the engine lock, so that every other node is known to be dead; its runs are taken over.</summary>
    public NodeLease Join(DateTimeOffset now)
    {
        var epoch = NextEpoch();
        _endOthers.With().Time(now).Run();
        var node = new NodeLease(Insert(epoch, now), epoch, Timeout.InfiniteTimeSpan);
        TakeOver(node, now);
        return node;
    }

    public int TakeOver(NodeLease node, DateTimeOffset now)
    {
        live.Now = now;
        var released = _takeOver.With()
            .Number(Rescue.Probation).Number(Rescue.Quarantine).Text(Rescue.QuarantineReason).Number(node.NodeId).Time(now)
            .Run();
        if (released > 0)
        {
            // Those that went into quarantine gave their permits back.
            permits.GrantAll();
        }

        return released;
    }

    public void Leave(NodeLease node, DateTimeOffset now)
    {
        if (IsCurrent(node))
        {
            _release.With().Number(Rescue.Probation).Number(node.NodeId).Time(now).Run();
            _leave.With().Time(now).Number(node.NodeId).Run();
        }
    }

    private long Insert(long epoch, DateTimeOffset now)
    {
        using var rows = _insert.With().Number(epoch).Time(now).Query();
        rows.Next();
        return rows.Number(0);
    }

    private long NextEpoch()
    {
        using var rows = _epoch.With().Query();
        var last = rows.Next() && !rows.IsNull(0) ? rows.Number(0) : 0;

        // Edited by hand, it may be anything; it must rise all the same.
        return last < long.MaxValue
            ? Math.Max(last, 0) + 1
            : throw new StoreFormatException($"The table 'node' holds the epoch {last}, after which none can come. Lower it by hand while no process runs.");
    }
}
