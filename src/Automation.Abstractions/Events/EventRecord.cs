using System.Text.Json.Serialization;

namespace Automation;

/// <summary>An accepted event, as it is stored.</summary>
public sealed record EventRecord
{
    /// <summary>The id.</summary>
    public required AutomationEventId Id { get; init; }

    /// <summary>The scope that the event belongs to.</summary>
    public required string Scope { get; init; }

    /// <summary>The stored name of the event's type.</summary>
    public required string Type { get; init; }

    /// <summary>What the event is about; null when it is about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>The payload: UTF-8 JSON, byte for byte as it was accepted.</summary>
    [JsonConverter(typeof(PayloadJsonConverter))]
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The run whose step published it; null when it came from outside.</summary>
    public RunId? Cause { get; init; }

    /// <summary>The first event of the chain of causes; its own id when it came from outside.</summary>
    public required AutomationEventId Root { get; init; }

    /// <summary>How many runs lie between this event and the root; 0 for an event from outside.</summary>
    public int Depth { get; init; }

    /// <summary>Per rule that listens: ran, or why not.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];
}
