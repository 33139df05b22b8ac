namespace Automation;

/// <summary>A schedule of a scope as it stands, or a trigger that polls.</summary>
public sealed record ScheduleSummary
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string Trigger { get; init; }

    /// <summary>The schedule in English, with its zone: <c>Every day at 07:00 (Europe/Berlin)</c>; for a trigger that polls <c>Polls 'imap.inbox'</c>.</summary>
    public required string Description { get; init; }

    /// <summary>When it is due next, UTC; null when it never is again, or as long as <see cref="StoppedBy"/> lasts. Where that is a pause with an end, the first instant after it.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The due instant that was passed last, whether a run followed or not, UTC; null before the first.</summary>
    public DateTimeOffset? LastDue { get; init; }

    /// <summary>The run that it started last; null when there is none, and for a trigger that polls, whose runs belong to the events that it found.</summary>
    public RunId? LastRunId { get; init; }

    /// <summary>
    /// Why its occurrences start no runs now: <see cref="VerdictReason.Disabled"/>, <see cref="VerdictReason.OptedOut"/> or <see cref="VerdictReason.Paused"/>; null when they do, and when
    /// this host does not know the rule. <see cref="IRuleHandle.GetSettingsAsync"/> says who stopped it.
    /// </summary>
    public VerdictReason? StoppedBy { get; init; }

    /// <summary>Why the last poll failed, as a sentence; null when it did not, and for a schedule.</summary>
    public string? Fault { get; init; }

    /// <summary>How many polls have failed since the last one that did not.</summary>
    public int FailedPolls { get; init; }
}
