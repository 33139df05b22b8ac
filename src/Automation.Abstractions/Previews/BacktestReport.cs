namespace Automation;

/// <summary>What a rule would have made of recorded events. Nothing was started, and nothing was stored.</summary>
/// <remarks>Only the rule's condition is asked, for real and now, and whether the run would cost more than a whole budget: what depended on the moment (limits, what was left of a budget, pauses, the state of other systems) is not what it was then.</remarks>
public sealed record BacktestReport
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The content hash of the definition that was tested.</summary>
    public required string Hash { get; init; }

    /// <summary>The content hash of the version that counts now, when another definition was tested; else null.</summary>
    public string? ComparedWith { get; init; }

    /// <summary>How many events were tested.</summary>
    public required int Events { get; init; }

    /// <summary>Why none was tested, as a sentence; null when some were.</summary>
    public string? Detail { get; init; }

    /// <summary>When the oldest of them was accepted, UTC; null when there were none.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>How many events had which answer: <see cref="VerdictReason.Ran"/> for those that would have started a run.</summary>
    public required IReadOnlyDictionary<VerdictReason, int> Reasons { get; init; }

    /// <summary>Some events of each reason, newest first.</summary>
    public required IReadOnlyList<BacktestEvent> Samples { get; init; }

    /// <summary>Every event that the tested definition answers otherwise than the version that counts now, newest first; empty when there is nothing to compare with.</summary>
    public required IReadOnlyList<BacktestEvent> Changes { get; init; }
}
