namespace Automation;

/// <summary>Gives a condition of the host's its stored name.</summary>
/// <param name="name">The name: 1 to 128 of <c>A–Z a–z 0–9 . _ -</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ConditionAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name { get; } = name;
}
