namespace Automation;

/// <summary>One thing that keeps events and schedules from starting a rule in a scope, with who did it, when and why.</summary>
public sealed record RuleStop
{
    /// <summary>What it is, and so what takes it away.</summary>
    public required RuleStopKind Kind { get; init; }

    /// <summary>The verdict of an event that this keeps from starting the rule.</summary>
    public VerdictReason Verdict => Kind switch
    {
        RuleStopKind.OptedOut or RuleStopKind.NotOptedIn => VerdictReason.OptedOut,
        RuleStopKind.Paused => VerdictReason.Paused,
        _ => VerdictReason.Disabled,
    };

    /// <summary>Since when, UTC; null where nobody did it: the rule awaits a preview or an opt-in, or was saved switched off because it awaited one.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Who did it; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>Why; null when not said.</summary>
    public string? Reason { get; init; }

    /// <summary>All of it in a sentence, as verdicts have it.</summary>
    public required string Detail { get; init; }
}
