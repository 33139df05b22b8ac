namespace Automation;

/// <summary>How a loop runs. Immutable; part of the rule.</summary>
public sealed record ForEachOptions
{
    /// <summary>How many items are worked on at the same time, 1 to 100.</summary>
    /// <value>The default is 1: one after the other.</value>
    public int MaxParallel { get; init; } = 1;

    /// <summary>How many items there may be at most, 1 to 10,000; more fail the loop before its first item.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxItems { get; init; } = 1000;
}
