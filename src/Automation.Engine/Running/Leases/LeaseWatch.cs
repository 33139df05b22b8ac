namespace Automation.Running.Leases;

/// <summary>Whether this process holds its lease, as far as it can know without asking: by the monotonic clock, counted from the start of the last good renewal.</summary>
/// <remarks>It ends a little before the store's view of it, so that this process has stopped when another one takes over. Thread-safe.</remarks>
internal sealed class LeaseWatch(TimeProvider time)
{
    private long _until = long.MinValue;

    public bool IsHeld => time.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>Whether another node may take over while this one still works. A lease that does not expire is given when all former owners are known to be dead.</summary>
    public bool Expires => Volatile.Read(ref _until) != long.MaxValue;

    /// <summary>How long it is held from now on; infinite when it does not expire.</summary>
    public TimeSpan Left => Volatile.Read(ref _until) is var until && until == long.MaxValue
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromTicks(Math.Max(0, time.GetElapsedTime(time.GetTimestamp(), until).Ticks));

    /// <summary>The store renewed the lease. False when its answer came so late that the lease is over, or nearly so.</summary>
    /// <param name="began">The timestamp before the store was asked.</param>
    /// <param name="duration">The lease's duration.</param>
    public bool Extend(long began, TimeSpan duration)
    {
        var until = duration == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : began + (long)((duration - (duration / 10)).TotalSeconds * time.TimestampFrequency);
        if (time.GetTimestamp() >= until)
        {
            return false;
        }

        Volatile.Write(ref _until, until);
        return true;
    }

    /// <summary>The lease is over.</summary>
    public void End() => Volatile.Write(ref _until, long.MinValue);
}
