namespace Automation;

/// <summary>The place of a step in a run: its id and, inside loops, the index of each enclosing loop's item, outermost first.</summary>
/// <remarks>Written as <c>convert</c>, or <c>convert/3</c> for the fourth item. Step ids are unique in a rule, so branches need no part of the path.</remarks>
/// <param name="Value">The path as text.</param>
public readonly record struct StepPath(string Value)
{
    /// <summary>The step's id: the path up to the first slash.</summary>
    public string StepId => Value.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? Value[..slash] : Value;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
