namespace Automation;

/// <summary>One thing that is wrong with a rule.</summary>
public sealed record RuleFault
{
    /// <summary>The rule; empty when its name could not be read.</summary>
    public required string Rule { get; init; }

    /// <summary>A stable word for what is wrong, such as <c>never-fires</c>; null for faults that have none yet.</summary>
    /// <remarks>
    /// A rule whose <c>Define</c> hands over a value that is not allowed, such as <c>Schedule.Hourly(70)</c>, has <c>invalid-argument</c>; one whose <c>Define</c> throws something else has
    /// <c>threw</c>.
    /// </remarks>
    public string? Code { get; init; }

    /// <summary>A sentence that names the step and the way out.</summary>
    public required string Message { get; init; }

    /// <summary>Where in the JSON, as a JSON Pointer (RFC 6901); null for a rule written in C#.</summary>
    public string? Pointer { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Pointer is null ? Message : $"{Message} (at '{Pointer}')";
}
