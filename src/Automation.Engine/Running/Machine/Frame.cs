using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>One execution of one block: of the rule's body, a branch, or a loop's body for one item. At most one of its nodes is active.</summary>
internal sealed class Frame(Block block, CompositeState? owner, int child, int[] items)
{
    public Block Block { get; } = block;

    /// <summary>The active node that this block belongs to; null for the body of the rule.</summary>
    public CompositeState? Owner { get; } = owner;

    /// <summary>Which of the owner's blocks or items this is.</summary>
    public int Child { get; } = child;

    /// <summary>The indexes of the enclosing loops' items, outermost first.</summary>
    public int[] Items { get; } = items;

    /// <summary>The next node to enter.</summary>
    public int Position { get; set; }

    /// <summary>The active node, when it waits for something outside: work, or blocks of its own.</summary>
    public Work? Work { get; set; }

    /// <summary>The active node, when it has blocks of its own.</summary>
    public CompositeState? Composite { get; set; }

    /// <summary>Whether the flow no longer cares about this block.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Whether its last node was left, or it was abandoned and nothing of it is active any more.</summary>
    public bool Finished { get; set; }

    /// <summary>The failure that this block suffered, while its OnFailure block runs or after.</summary>
    public StepError? Failure { get; set; }

    /// <summary>For an OnFailure block: the block whose failure it handles.</summary>
    public Frame? Handles { get; init; }

    /// <summary>The path of a node in this block.</summary>
    public string PathOf(string nodeId) => PathOf(nodeId, Items.Length);

    /// <summary>The path of a node that stands inside the outermost <paramref name="depth"/> loops of this block.</summary>
    public string PathOf(string nodeId, int depth) => depth == 0 ? nodeId : $"{nodeId}/{string.Join('/', Items.Take(depth))}";
}
