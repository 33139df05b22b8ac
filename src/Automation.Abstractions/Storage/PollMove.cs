namespace Automation.Storage;

/// <summary>Moves a schedule that stands for a trigger that polls: to begin a poll, or to end one.</summary>
public sealed record PollMove
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string Trigger { get; init; }

    /// <summary>The due instant that was read, or that the beginning set. When the schedule has another one, nothing is stored.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>
    /// Whether <see cref="Seen"/> is the end of the caller's own poll: then it need not have come, and <see cref="ScheduleRecord.LastDue"/> stays. Else nothing is stored when it has not
    /// come by the store's clock.
    /// </summary>
    public required bool IsHeld { get; init; }

    /// <summary>The due instant that follows, UTC.</summary>
    public required DateTimeOffset Next { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Spec"/>.</summary>
    public required string Spec { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Setting"/>.</summary>
    public int Setting { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Cursor"/>; null leaves it.</summary>
    public string? Cursor { get; init; }
}
