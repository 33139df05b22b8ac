namespace Automation.Definitions;

/// <summary>A body of nodes: of the rule, of a branch, of a loop.</summary>
internal sealed class Block
{
    /// <summary>For messages: <c>large.then</c>, <c>files.do</c>; the body of the rule has an empty name.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>The value that the block hands to its node; null when it returns nothing.</summary>
    public ValueBinding? Output { get; init; }

    /// <summary>What runs when a node of this block failed for good; the failure then goes on outward. Null for nothing.</summary>
    public Block? OnFailure { get; init; }
}
