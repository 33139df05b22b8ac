namespace Automation;

/// <summary>Gives a rule class its name, which never changes when the class is renamed or moved.</summary>
/// <param name="name">The name: 1 to 128 of <c>A–Z a–z 0–9 . _ -</c>; by custom lower-case words with hyphens, such as <c>asset-approved</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RuleAttribute(string name) : Attribute
{
    /// <summary>The rule's name. Runs belong to it for ever.</summary>
    public string Name { get; } = name;
}
