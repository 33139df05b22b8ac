namespace Automation;

/// <summary>One event of a <see cref="BacktestReport"/>.</summary>
public sealed record BacktestEvent
{
    /// <summary>The event.</summary>
    public required AutomationEventId EventId { get; init; }

    /// <summary>The stored name of its type.</summary>
    public required string Type { get; init; }

    /// <summary>What it was about; null when about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the tested definition makes of it; <see cref="VerdictReason.Ran"/> when it would run.</summary>
    public required VerdictReason Reason { get; init; }

    /// <summary>For a false condition its text and the values seen, for a fault the error, for a budget the numbers; null when there is nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>What the version that counts now makes of it, asked in the same way; null when there is nothing to compare with.</summary>
    public VerdictReason? Before { get; init; }

    /// <summary>The detail of <see cref="Before"/>.</summary>
    public string? BeforeDetail { get; init; }

    /// <summary>The verdict that was recorded for the rule when the event was accepted; null when the rule did not listen then.</summary>
    public VerdictReason? Recorded { get; init; }
}
