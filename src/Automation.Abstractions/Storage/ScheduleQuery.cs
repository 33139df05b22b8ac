namespace Automation.Storage;

/// <summary>Which schedules of all scopes are asked for: those that have a next due instant.</summary>
public sealed class ScheduleQuery
{
    /// <summary>Whether those of shared rules are left out.</summary>
    public bool OwnOnly { get; init; }

    /// <summary>The last schedule of the page before; null for the first page.</summary>
    public ScheduleRecord? After { get; init; }

    /// <summary>How many at most, 1 or more.</summary>
    public required int Limit { get; init; }
}
