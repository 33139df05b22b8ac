namespace Automation;

/// <summary>Somebody has seen a preview of a rule, as it is or as it is meant to be saved.</summary>
public sealed record RulePreview
{
    /// <summary>The content hash of the definition that was previewed.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who recorded it; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>The scope in which it was made, and whose event it was made with: for a rule that is stored for all scopes one of those, else the rule's own.</summary>
    public required string Scope { get; init; }

    /// <summary>The recorded event that it was made with; null for an event that did not happen, and for an input.</summary>
    public AutomationEventId? EventId { get; init; }

    /// <summary>The stored name of the event's type; null for an input.</summary>
    public string? EventType { get; init; }
}
