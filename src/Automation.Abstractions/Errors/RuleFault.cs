namespace Automation;

/// <summary>One thing that is wrong with a rule.</summary>
public sealed record RuleFault
{
    /// <summary>The rule; empty when its name could not be read.</summary>
    public required string Rule { get; init; }

    /// <summary>A stable word for what is wrong, such as <c>never-fires</c>; null for faults that have none yet.</summary>
    public string? Code { get; init; }

    /// <summary>A sentence that names the step and the way out.</summary>
    public required string Message { get; init; }

    /// <summary>Where in the JSON, as a JSON Pointer (RFC 6901); null for a rule written in C#.</summary>
    public string? Pointer { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Pointer is null ? Message : $"{Message} (at '{Pointer}')";
}
