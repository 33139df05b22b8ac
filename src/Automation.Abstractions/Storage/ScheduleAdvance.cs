namespace Automation.Storage;

/// <summary>Moves a schedule of the operation's scope on from a due instant: part of the acceptance of its occurrence.</summary>
public sealed class ScheduleAdvance
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string Trigger { get; init; }

    /// <summary>The due instant that was read. When the schedule has another one, or it has not come by the store's clock, nothing is stored.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>The due instant that follows, UTC, later than <see cref="Seen"/>; null when there is none until somebody acts, or never again.</summary>
    public required DateTimeOffset? Next { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Spec"/>: what <see cref="Next"/> was computed with.</summary>
    public required string Spec { get; init; }

    /// <summary>What becomes <see cref="ScheduleRecord.Setting"/>.</summary>
    public int Setting { get; init; }
}
