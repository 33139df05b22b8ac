namespace Automation.Definitions;

/// <summary>Where a node stands.</summary>
/// <param name="Node">The node.</param>
/// <param name="Block">The block that it stands in.</param>
/// <param name="Loops">The ids of the loops around it, outermost first; their number is the number of indexes in its path.</param>
internal sealed record NodePlace(Node Node, Block Block, IReadOnlyList<string> Loops);
