namespace Automation;

/// <summary>The breaker of a rule in a scope: open while the rule fails too often.</summary>
public sealed record RuleBreaker
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Until when no event starts the rule, UTC; then one run is let through at a time. Null: the breaker is closed, and failures count from <see cref="ChangedAt"/> on.</summary>
    /// <remarks>
    /// An instant that has passed means half open: the next event whose condition holds starts one run on trial, which moves this instant on. Nothing changes by time alone, so that a rule for which no event comes
    /// stays half open.
    /// </remarks>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many runs failed in a row; 0 when it is closed.</summary>
    public required int Failures { get; init; }

    /// <summary>When it opened, opened again, or closed, UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Why the last of them failed; null when it is closed.</summary>
    public string? Reason { get; init; }
}
