namespace Automation;

/// <summary>One due instant of a schedule: the input of a rule that needs nothing else.</summary>
public sealed record Occurrence
{
    /// <summary>The due instant, UTC.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The same instant on the wall clock of the schedule's zone.</summary>
    public required DateTime Local { get; init; }

    /// <summary>The schedule's zone (IANA id).</summary>
    public required string TimeZone { get; init; }
}
