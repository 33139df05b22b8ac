namespace Automation.Storage;

/// <summary>The node's epoch is over or its lease expired: nothing was stored, and the node must stop.</summary>
/// <param name="nodeId">The node.</param>
public sealed class NodeFencedException(long nodeId)
    : Exception($"Node {nodeId} no longer holds its lease; another process took over its runs.")
{
    /// <summary>The node.</summary>
    public long NodeId { get; } = nodeId;
}
