namespace Automation.Storage;

/// <summary>Which due schedules a host asks for.</summary>
public sealed class DueScheduleRequest
{
    /// <summary>The caller's clock, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The shared rules that the host knows, of its code and stored for all scopes: schedules of others are another build's, and are passed over.</summary>
    public required IReadOnlyCollection<string> SharedRules { get; init; }

    /// <summary>The last schedule of the page before; null for the first page.</summary>
    public ScheduleRecord? After { get; init; }

    /// <summary>How many schedules at most.</summary>
    public required int Limit { get; init; }
}
