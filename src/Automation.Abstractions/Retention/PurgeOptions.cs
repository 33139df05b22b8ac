namespace Automation;

/// <summary>What of a scope's history is to be deleted: what is older than an age. Null keeps it.</summary>
public sealed record PurgeOptions
{
    /// <summary>The least age that is allowed.</summary>
    public static TimeSpan LeastAge { get; } = TimeSpan.FromHours(1);

    /// <summary>The age of runs that succeeded, counted from their end.</summary>
    public TimeSpan? Succeeded { get; init; }

    /// <summary>The age of runs that failed, counted from their end.</summary>
    public TimeSpan? Failed { get; init; }

    /// <summary>The age of runs that were cancelled, counted from their end.</summary>
    public TimeSpan? Cancelled { get; init; }

    /// <summary>The age of events that no stored run refers to: they started none, or their runs are deleted.</summary>
    public TimeSpan? Events { get; init; }

    /// <summary>The age of suggestions that were dismissed or accepted, counted from then, or from when they were last proposed. Open ones stay.</summary>
    public TimeSpan? Suggestions { get; init; }
}
