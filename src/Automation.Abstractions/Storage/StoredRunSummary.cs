namespace Automation.Storage;

/// <summary>A run as lists need it.</summary>
public sealed record StoredRunSummary
{
    /// <summary>What was stored at its creation; <see cref="RunRecord.Next"/> and <see cref="RunRecord.Input"/> may be left empty.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>The live row; null when the run has ended.</summary>
    public LiveRecord? Live { get; init; }

    /// <summary>How it ended; null while it lives.</summary>
    public RunStatus? EndStatus { get; init; }

    /// <summary>When it ended, UTC; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended; null while it lives, or when there is nothing to say.</summary>
    public string? EndReason { get; init; }
}
