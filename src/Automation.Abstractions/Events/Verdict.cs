namespace Automation;

/// <summary>The recorded answer, per event and rule: the rule ran, or why it did not.</summary>
public sealed record Verdict
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Why, as a stable word.</summary>
    public required VerdictReason Reason { get; init; }

    /// <summary>The run that was created; for <see cref="VerdictReason.Busy"/> the one that stood in the way, for <see cref="VerdictReason.Debounced"/> the one that is reserved. Null when there is none.</summary>
    public RunId? RunId { get; init; }

    /// <summary>What the run is about, or would have been, when the rule says another subject than the event has; null when it is the event's.</summary>
    public string? Subject { get; init; }

    /// <summary>The same in a sentence, with the condition's text and the values seen; null when the reason says it all.</summary>
    public string? Detail { get; init; }
}
