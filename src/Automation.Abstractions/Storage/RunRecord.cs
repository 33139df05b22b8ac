namespace Automation.Storage;

/// <summary>What is stored of a run once, when it is created.</summary>
public sealed record RunRecord
{
    /// <summary>The run.</summary>
    public required RunId Id { get; init; }

    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The content hash of the rule version that the run belongs to for ever.</summary>
    public required string RuleHash { get; init; }

    /// <summary>What the run is about; null when about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>The kind of trigger that started it.</summary>
    public required TriggerKind TriggerKind { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string TriggerId { get; init; }

    /// <summary>The event that started it; null for a manual start.</summary>
    public AutomationEventId? EventId { get; init; }

    /// <summary>The rule's input as UTF-8 JSON; empty when it is the event's payload as it stands.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The run that it repeats or goes on from; null for one that is no re-run.</summary>
    public RunId? RerunOf { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The zone that the run reckons in: its scope's when it was created, an IANA id. Null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What was decided at creation, in the engine's own form; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Next { get; init; }
}
