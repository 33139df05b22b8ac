namespace Automation;

/// <summary>An occurrence that is to come, as a schedule says now.</summary>
public sealed record ScheduledOccurrence
{
    /// <summary>The trigger's id inside the rule.</summary>
    public required string Trigger { get; init; }

    /// <summary>The schedule in English, with its zone, as <see cref="ScheduleSummary.Description"/>.</summary>
    public required string Description { get; init; }

    /// <summary>The due instant, UTC.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The same instant on the wall clock of the schedule's zone.</summary>
    public required DateTime Local { get; init; }

    /// <summary>The schedule's zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What a change of clocks has to do with it, as a sentence; mostly null.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// Why no run will follow, by what is set for the rule now: <see cref="VerdictReason.Disabled"/>, <see cref="VerdictReason.OptedOut"/>, or <see cref="VerdictReason.Paused"/> as long as the pause lasts; null when one will.
    /// </summary>
    public VerdictReason? StoppedBy { get; init; }
}
