namespace Automation;

/// <summary>The id of a job that an action started in another system, as that system calls it.</summary>
/// <param name="Value">The foreign id; kept as it is, shown on the step's record.</param>
public readonly record struct JobId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
