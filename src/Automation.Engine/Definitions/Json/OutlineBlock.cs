namespace Automation.Definitions.Json;

/// <summary>A block as far as paths are about it.</summary>
internal sealed class OutlineBlock
{
    public required string Name { get; init; }

    public required BlockRole Role { get; init; }

    /// <summary>The node that the block belongs to; null for the body of the rule, and for a failure block.</summary>
    public OutlineNode? Owner { get; init; }

    /// <summary>For a failure block: the block whose failure it handles.</summary>
    public OutlineBlock? Handles { get; init; }

    public bool HasOutput { get; set; }

    public List<OutlineNode> Nodes { get; } = [];

    public OutlineBlock? OnFailure { get; set; }

    /// <summary>The block for messages: <c>branch 'large.then'</c>.</summary>
    public string Words => Role switch
    {
        BlockRole.Body => "the body of the rule",
        BlockRole.Then or BlockRole.Else or BlockRole.Branch => $"branch '{Name}'",
        BlockRole.Do => $"loop '{Name}'",
        _ => $"block '{Name}'",
    };

    /// <summary>The block around, and how many of its nodes are visible from here. A failure block sees all nodes of the block that failed.</summary>
    public (OutlineBlock? Block, int Limit) Around => Handles is not null ? (Handles, int.MaxValue) : (Owner?.Block, Owner?.Index ?? 0);

    /// <summary>Whether what follows the block never runs, since the run has ended.</summary>
    public bool AlwaysEnds => Nodes.Exists(node => node.AlwaysEnds);
}
