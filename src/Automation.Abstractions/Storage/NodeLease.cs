namespace Automation.Storage;

/// <summary>A node's right to work on runs.</summary>
/// <param name="NodeId">New for every join; never reused.</param>
/// <param name="Epoch">The number that fences stale writers; only ever rises.</param>
/// <param name="Duration">How long the right lasts from each renewal on; <see cref="Timeout.InfiniteTimeSpan"/> when it does not expire.</param>
public sealed record NodeLease(long NodeId, long Epoch, TimeSpan Duration);
