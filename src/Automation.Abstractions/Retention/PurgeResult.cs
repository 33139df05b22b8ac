namespace Automation;

/// <summary>What was deleted.</summary>
public sealed record PurgeResult
{
    /// <summary>Runs that had succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Runs that had failed.</summary>
    public long Failed { get; init; }

    /// <summary>Runs that had been cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Events.</summary>
    public long Events { get; init; }

    /// <summary>Results of steps, with the runs that they were of.</summary>
    public long Entries { get; init; }

    /// <summary>Lines of the runs' logs.</summary>
    public long LogLines { get; init; }

    /// <summary>Suggestions that were dismissed or accepted.</summary>
    public long Suggestions { get; init; }

    /// <summary>Runs of every outcome.</summary>
    public long Runs => Succeeded + Failed + Cancelled;

    /// <summary>The sum of two.</summary>
    public static PurgeResult operator +(PurgeResult left, PurgeResult right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Succeeded = left.Succeeded + right.Succeeded,
            Failed = left.Failed + right.Failed,
            Cancelled = left.Cancelled + right.Cancelled,
            Events = left.Events + right.Events,
            Entries = left.Entries + right.Entries,
            LogLines = left.LogLines + right.LogLines,
            Suggestions = left.Suggestions + right.Suggestions,
        };
    }
}
