namespace Automation;

/// <summary>What may be said about a run that is started by hand.</summary>
public sealed record StartOptions
{
    /// <summary>The caller's key: the same key for the same rule and scope starts one run. 1 to 255 printable characters.</summary>
    /// <value>Null, the default: every call is another run.</value>
    public string? Key { get; init; }

    /// <summary>What the run is about; overrides the rule's own <c>Subject</c>.</summary>
    public string? Subject { get; init; }
}
