namespace Automation.Storage;

/// <summary>An event that a host saves in a transaction of its own, and that is accepted once that is committed.</summary>
public sealed record IntakeRecord
{
    /// <summary>The id that the event will have.</summary>
    public required AutomationEventId Id { get; init; }

    /// <summary>The scope that the event belongs to.</summary>
    public required string Scope { get; init; }

    /// <summary>The stored name of the event's type.</summary>
    public required string Type { get; init; }

    /// <summary>What the event is about; null when it is about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>The payload: UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The run whose step publishes the event; null from outside, and for a run of another scope.</summary>
    public RunId? Cause { get; init; }

    /// <summary>The event from outside that began the chain; null when it is this one.</summary>
    public AutomationEventId? Root { get; init; }

    /// <summary>How many runs lie between this event and the one from outside.</summary>
    public int Depth { get; init; }

    /// <summary>The publisher's key; null for none. <see cref="DedupeKey.NotBefore"/> is said when the event is accepted.</summary>
    public DedupeKey? Dedupe { get; init; }
}
