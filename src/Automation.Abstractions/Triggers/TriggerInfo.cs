namespace Automation;

/// <summary>What started a run.</summary>
public sealed record TriggerInfo
{
    /// <summary>The kind of trigger.</summary>
    public required TriggerKind Kind { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string Id { get; init; }

    /// <summary>When the event was accepted or the run was asked for, UTC. The only clock that a rule's lambdas may read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The event; null for a manual run.</summary>
    public AutomationEventId? EventId { get; init; }
}
