namespace Automation;

/// <summary>Gives an action its stored name, which never changes when the class is renamed or moved.</summary>
/// <param name="name">The name: 1 to 128 of <c>A–Z a–z 0–9 . _ -</c>; by custom lower case with dots, such as <c>image.cutout</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActionAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name { get; } = name;

    /// <summary>What a call costs, in credits: whatever the host means by one, such as a cent or a token. With <see cref="IActionCost{TAction}"/> it is the most that a call costs.</summary>
    /// <value>The default is 0. At most 1,000,000,000, with at most six digits behind the point.</value>
    /// <remarks>Asked for runs of rules with <c>GuardOptions.ApprovalAbove</c> or a budget, for previews, and to show what a run cost. It is not stored: a new build may have another.</remarks>
    public double Cost { get; set; }
}
