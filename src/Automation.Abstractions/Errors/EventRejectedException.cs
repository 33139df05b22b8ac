namespace Automation;

/// <summary>An event or input is not acceptable; nothing was stored.</summary>
/// <param name="code">A stable word: <c>malformed-json</c>, <c>duplicate-property</c>, <c>too-large</c>, <c>key-conflict</c>, <c>invalid-type</c>, <c>suppressed-loop</c> …</param>
/// <param name="message">A sentence that names the place and the way out, without echoing the payload.</param>
/// <param name="pointer">Where in the payload, as a JSON Pointer (RFC 6901); null when not in the payload.</param>
public sealed class EventRejectedException(string code, string message, string? pointer = null) : Exception(message)
{
    /// <summary>The stable word.</summary>
    public string Code { get; } = code;

    /// <summary>Where in the payload; null when not in the payload.</summary>
    public string? Pointer { get; } = pointer;
}
