namespace Automation;

/// <summary>Gives an action its stored name, which never changes when the class is renamed or moved.</summary>
/// <param name="name">The name: 1 to 128 of <c>A–Z a–z 0–9 . _ -</c>; by custom lower case with dots, such as <c>image.cutout</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActionAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name { get; } = name;
}
