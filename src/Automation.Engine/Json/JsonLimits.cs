namespace Automation.Json;

/// <summary>How much JSON from outside is let in. The defaults hold for events, webhooks and rule documents alike.</summary>
internal sealed record JsonLimits
{
    public static readonly JsonLimits Default = new();

    /// <summary>Bytes of the whole document.</summary>
    public int MaxBytes { get; init; } = 256 * 1024;

    /// <summary>Objects and arrays inside one another; the outermost counts as one.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Values in the document, containers included and property names not.</summary>
    public int MaxNodes { get; init; } = 10_000;

    /// <summary>Bytes of one string or property name, as UTF-8 after its escapes are resolved.</summary>
    public int MaxStringBytes { get; init; } = 64 * 1024;

    /// <summary>Characters of one number as written.</summary>
    public int MaxNumberLength { get; init; } = 40;

    /// <summary>Largest exponent as written, of either sign. Beyond it a database may expand eight characters to a hundred thousand.</summary>
    public int MaxExponent { get; init; } = 308;
}
