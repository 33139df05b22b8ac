namespace Automation;

/// <summary>Gives an event its stored name, which never changes when the class is renamed or moved.</summary>
/// <param name="name">The name: 1 to 128 of <c>A–Z a–z 0–9 . _ -</c>; by custom lower case with dots, such as <c>asset.approved</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name { get; } = name;

    /// <summary>The property that says what the event is about; null when events of this type have no subject.</summary>
    public string? Subject { get; set; }
}
