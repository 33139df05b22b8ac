namespace Automation.Storage;

/// <summary>Moves a schedule on from a due instant: with the occurrence that is accepted, with the last item that a poll found, or to begin or end a poll.</summary>
public sealed record ScheduleAdvance
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string Trigger { get; init; }

    /// <summary>The due instant that was read, or that the beginning of a poll set. When the schedule has another one, nothing is stored.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>
    /// Whether <see cref="Seen"/> is the end of the caller's own poll: then it need not have come, <see cref="Next"/> may be earlier, and <see cref="ScheduleRecord.LastDue"/> and
    /// <see cref="ScheduleRecord.LastRunId"/> stay. Else nothing is stored when it has not come by the store's clock.
    /// </summary>
    public bool IsHeld { get; init; }

    /// <summary>The due instant that follows, UTC, later than <see cref="Seen"/>; null when there is none until somebody acts, or never again.</summary>
    public required DateTimeOffset? Next { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Spec"/>: what <see cref="Next"/> was computed with.</summary>
    public required string Spec { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Setting"/>.</summary>
    public int Setting { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Cursor"/>; null leaves it.</summary>
    public string? Cursor { get; init; }
}
