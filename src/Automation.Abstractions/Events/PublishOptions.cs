namespace Automation;

/// <summary>What a publisher may say about one event.</summary>
public sealed record PublishOptions
{
    /// <summary>The publisher's key of this delivery: the same key in the same scope is accepted once. 1 to 255 printable characters.</summary>
    /// <value>Null, the default: every call is another event.</value>
    /// <remarks>Kept for <c>AutomationOptions.DedupeWindow</c> (7 days). The same key with another body is refused.</remarks>
    public string? Key { get; init; }

    /// <summary>What the event is about; overrides the property that <see cref="EventAttribute.Subject"/> names.</summary>
    public string? Subject { get; init; }
}
