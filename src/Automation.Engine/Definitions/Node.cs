namespace Automation.Definitions;

/// <summary>One place in a block.</summary>
internal abstract class Node
{
    /// <summary>Unique in the rule, branches included. Stop and Fail have none of their own: the name of their block and their position, such as <c>large.then#2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The blocks inside, in order of writing.</summary>
    public virtual IReadOnlyList<Block> Blocks => [];
}
