namespace Automation.Definitions;

/// <summary>A branch. When both blocks have an output, that of the taken one is the node's output (<c>Choose</c>).</summary>
internal sealed class IfNode : Node
{
    public required ConditionBinding Condition { get; init; }

    public required Block Then { get; init; }

    /// <summary>Null when there is none.</summary>
    public Block? Else { get; init; }

    public override IReadOnlyList<Block> Blocks => Else is null ? [Then] : [Then, Else];
}
