namespace Automation.Storage;

/// <summary>The node's lease expired, or another process took over: nothing was stored. Whether the node may go on, <see cref="IAutomationStore.RenewAsync"/> says.</summary>
/// <param name="nodeId">The node.</param>
public sealed class NodeFencedException(long nodeId)
    : Exception($"Node {nodeId} does not hold its lease: it expired, or another process took over its runs.")
{
    /// <summary>The node.</summary>
    public long NodeId { get; } = nodeId;
}
