namespace Automation.Definitions.Json;

/// <summary>A node as far as paths are about it.</summary>
internal sealed class OutlineNode
{
    /// <summary>The id; null when there is none.</summary>
    public string? Id { get; init; }

    /// <summary>The kind; null when the node does not say one.</summary>
    public NodeKind? Kind { get; init; }

    public required OutlineBlock Block { get; init; }

    /// <summary>Its place in the block, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The stored name of the action; null for other nodes.</summary>
    public string? Action { get; init; }

    /// <summary>The type of the event that is waited for; null for other nodes.</summary>
    public string? Awaited { get; init; }

    public bool Tried { get; init; }

    /// <summary>The blocks inside by the names of their members, or of their branches.</summary>
    public Dictionary<string, OutlineBlock> Blocks { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether what follows the node never runs, since the run has ended.</summary>
    public bool AlwaysEnds => Kind switch
    {
        NodeKind.Stop or NodeKind.Fail => true,
        NodeKind.If => BothEnd(RuleMembers.Then, RuleMembers.Else),
        NodeKind.WaitFor => BothEnd(RuleMembers.Received, RuleMembers.TimedOut),
        NodeKind.Parallel => Blocks.Values.Any(branch => branch.AlwaysEnds),
        _ => false,
    };

    private bool BothEnd(string first, string second) =>
        Blocks.GetValueOrDefault(first) is { AlwaysEnds: true } && Blocks.GetValueOrDefault(second) is { AlwaysEnds: true };
}
