namespace Automation.Storage;

/// <summary>The live row of a run that has not ended.</summary>
public sealed record LiveRecord
{
    /// <summary>The state.</summary>
    public required LiveState State { get; init; }

    /// <summary>The node that owns it; null unless <see cref="LiveState.Owned"/>.</summary>
    public long? Owner { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required long ClaimNumber { get; init; }

    /// <summary>When it may be claimed; null unless <see cref="LiveState.Timer"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How often its owner died since it last showed that it can live.</summary>
    public required int Rescues { get; init; }

    /// <summary>Whether the run has <see cref="RunLimits"/>.</summary>
    public bool Limited { get; init; }

    /// <summary>Whether the run holds its permit; false when it has no limits.</summary>
    public bool HoldsPermit { get; init; }

    /// <summary>What it has reserved of budgets, in millionths of a credit; null for nothing.</summary>
    public long? Reserved { get; init; }

    /// <summary>What a parked or quarantined run needs, or why a queued one will be parked when its turn comes; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>The name of what a node must have to take a parked run up again; null when only a person can help, and in other states; a queued run that has one is parked when its turn comes.</summary>
    public string? Need { get; init; }
}
