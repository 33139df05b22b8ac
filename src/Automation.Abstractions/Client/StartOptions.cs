namespace Automation;

/// <summary>What may be said about a run that is started by hand.</summary>
public sealed record StartOptions
{
    /// <summary>The caller's key: the same key for the same rule and scope starts one run. 1 to 255 printable characters.</summary>
    /// <value>Null, the default: every call is another run.</value>
    public string? Key { get; init; }

    /// <summary>What the run is about; overrides the rule's own <c>Subject</c>.</summary>
    /// <value>
    /// Null, the default: what the rule's <c>Subject</c> says of the input. A rule that has none takes the subject that the input has as an event: that of
    /// <see cref="EventAttribute.Subject"/> when the input's class, or an event of a class known to the host that starts the rule unmapped, has one.
    /// </value>
    public string? Subject { get; init; }
}
