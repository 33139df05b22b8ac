namespace Automation.Definitions;

/// <summary>A block while it is written.</summary>
internal sealed class BlockDraft(BlockPlace place)
{
    private readonly List<Node> _nodes = [];

    public BlockPlace Place => place;

    public string Name => place.Name;

    public string Words => place.Words;

    public int Count => _nodes.Count;

    public ValueBinding? Output { get; set; }

    public Block? OnFailure { get; set; }

    /// <summary>What ended the block: <c>Return</c>, <c>Stop</c> or <c>Fail</c>; null while it is open.</summary>
    public string? End { get; set; }

    /// <summary>Whether the block takes no more, since the lambda that wrote it has returned.</summary>
    public bool Closed { get; set; }

    /// <summary>Whether something that was meant for this block was added to another one, which is a fault of its own.</summary>
    public bool Missed { get; set; }

    public void Add(Node node) => _nodes.Add(node);

    public Block Build() => new() { Name = Name, Nodes = [.. _nodes], Output = Output, OnFailure = OnFailure };
}
