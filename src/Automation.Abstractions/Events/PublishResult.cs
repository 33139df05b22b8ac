namespace Automation;

/// <summary>The answer to a publish: what was stored, in one transaction, before the call returned.</summary>
public sealed record PublishResult
{
    /// <summary>The event's id; for a duplicate, the id of the event that was accepted first.</summary>
    public required AutomationEventId EventId { get; init; }

    /// <summary>Whether an event with the same key was accepted before. Nothing new was stored then.</summary>
    public required bool Duplicate { get; init; }

    /// <summary>Per rule that listens to the event: ran, or why not. Empty for a duplicate.</summary>
    public required IReadOnlyList<Verdict> Verdicts { get; init; }
}
