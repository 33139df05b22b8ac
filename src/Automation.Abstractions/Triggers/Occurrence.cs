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

    /// <summary>How many missed occurrences this one stands for, itself included: 0 when it is in time. Counted up to 10,000.</summary>
    public int Missed { get; init; }

    /// <summary>The first of the missed occurrences, UTC; null when it is in time.</summary>
    public DateTimeOffset? FirstMissed { get; init; }

    /// <summary>The last of the missed occurrences, UTC; null when it is in time.</summary>
    public DateTimeOffset? LastMissed { get; init; }
}
