namespace Automation.Definitions;

/// <summary>A loop over items; its output is the array of the body's outputs, in the order of the items, when the body has one.</summary>
internal sealed class ForEachNode : Node
{
    /// <summary>Yields an array.</summary>
    public required ValueBinding Items { get; init; }

    public required Block Body { get; init; }

    public ForEachOptions Options { get; init; } = new();

    public override IReadOnlyList<Block> Blocks => [Body];
}
