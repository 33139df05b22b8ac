namespace Automation.Storage;

/// <summary>A node's right to work on runs.</summary>
/// <param name="NodeId">New for every process start; never reused.</param>
/// <param name="Epoch">The number that fences stale writers; only ever rises.</param>
public sealed record NodeLease(long NodeId, long Epoch);
