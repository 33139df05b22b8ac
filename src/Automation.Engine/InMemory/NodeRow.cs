namespace Automation.Storage;

/// <summary>A node that joined, until it leaves or another one takes over.</summary>
internal sealed class NodeRow(NodeLease lease, InMemoryStore door, DateTimeOffset now)
{
    private DateTimeOffset _until = Later(now, lease.Duration);
    private DateTimeOffset _heldSince = now;

    public NodeLease Lease => lease;

    public InMemoryStore Door => door;

    /// <summary>Whether its door was closed without leaving: then it is dead, whatever its lease says.</summary>
    public bool IsClosed { get; set; }

    public bool HasExpired(DateTimeOffset now) => now >= _until;

    /// <summary>Whether it has held its lease without a gap for long enough to say that others are dead, and not the store was away.</summary>
    public bool HeldForItsDuration(DateTimeOffset now) => lease.Duration != Timeout.InfiniteTimeSpan && HeldFor(now) >= lease.Duration;

    /// <summary>How long it has held its lease without a gap.</summary>
    public TimeSpan HeldFor(DateTimeOffset now) => now - _heldSince;

    public NodeRow Renew(DateTimeOffset now)
    {
        _heldSince = _until - now <= lease.Duration / 2 ? now : _heldSince;
        _until = Later(now, lease.Duration);
        return this;
    }

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan duration) =>
        duration == Timeout.InfiniteTimeSpan || DateTimeOffset.MaxValue - now < duration ? DateTimeOffset.MaxValue : now + duration;
}
