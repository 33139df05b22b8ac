namespace Automation.Storage;

/// <summary>A live row as writers need it. The state may be a number that this version does not know: then the run is in no state that anything moves.</summary>
internal readonly record struct LiveRow(string Scope, string Rule, LiveState State, long? Owner, long ClaimNumber, long Signals, int Rescues, int Limits, bool HasPermit, string? Overlap)
{
    public bool IsOwnedBy(NodeLease? node) => node is not null && State == LiveState.Owned && Owner == node.NodeId;
}
