namespace Automation;

/// <summary>Something that a poll found: it becomes an event. Immutable.</summary>
/// <typeparam name="TPayload">What starts the rule.</typeparam>
/// <param name="key">
/// The source's own name for it, 1 to 255 printable characters: what a rule's trigger found once in a scope starts nothing again, within <c>AutomationOptions.DedupeWindow</c>,
/// whatever its payload says the second time. A thing that is to count anew when it changes has its version in the key.
/// </param>
/// <param name="payload">What starts the rule.</param>
public sealed class PolledItem<TPayload>(string key, TPayload payload)
{
    /// <summary>The source's own name for it.</summary>
    public string Key { get; } = key;

    /// <summary>What starts the rule.</summary>
    public TPayload Payload { get; } = payload;

    /// <summary>What the event is about; null for nothing. Guards per subject, overrides and queries go by it.</summary>
    public string? Subject { get; init; }
}
