namespace Automation.Definitions;

/// <summary>Blocks that run at the same time; the node is done when all are. Its output is an object with each branch's output under its name.</summary>
internal sealed class ParallelNode : Node
{
    public required IReadOnlyList<ParallelBranch> Branches { get; init; }

    public override IReadOnlyList<Block> Blocks => [.. Branches.Select(branch => branch.Body)];
}
