namespace Automation;

/// <summary>A run as lists show it.</summary>
public record RunSummary
{
    /// <summary>The run.</summary>
    public required RunId Id { get; init; }

    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The content hash of the rule version that the run belongs to.</summary>
    public required string RuleHash { get; init; }

    /// <summary>What the run is about; null when about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>What started it.</summary>
    public required TriggerInfo Trigger { get; init; }

    /// <summary>The run that this one repeats or goes on from; null when it is no re-run.</summary>
    public RunId? RerunOf { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why: the failure, the stop's reason, who cancelled, or what a parked run needs. Null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended, UTC; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
