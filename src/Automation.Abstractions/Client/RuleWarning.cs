namespace Automation;

/// <summary>One thing of a rule that is suspicious and no fault: the rule is stored and runs.</summary>
public sealed record RuleWarning
{
    /// <summary>The rule; empty when its name could not be read.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// A stable word: <c>unknown-event</c> (no record that the host registered is of this event type), <c>unknown-member</c> (a path, placeholder, condition or filter reads a member that the record does not have),
    /// <c>never-true</c> (a comparison that no value makes true), <c>not-fired</c> (an event type of the engine's own, which starts no rule), <c>never-fires</c> (an instant that has passed),
    /// <c>no-effect</c> (a guard that nothing of the rule makes use of).
    /// </summary>
    public required string Code { get; init; }

    /// <summary>A sentence that names the place, the value and the way out.</summary>
    public required string Message { get; init; }

    /// <summary>Where in the JSON, as a JSON Pointer (RFC 6901).</summary>
    public required string Pointer { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Message} (at '{Pointer}')";
}
