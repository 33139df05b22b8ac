namespace Automation.Definitions;

/// <summary>A block while it is written.</summary>
/// <param name="name">Its name; empty for the body of the rule.</param>
/// <param name="words">The block in words, for messages.</param>
internal sealed class BlockDraft(string name, string words)
{
    private readonly List<Node> _nodes = [];

    public string Name => name;

    public string Words => words;

    /// <summary>For handles: null in the body of the rule, where no way round exists.</summary>
    public string? Place => name.Length == 0 ? null : words;

    public int Count => _nodes.Count;

    public ValueBinding? Output { get; set; }

    public Block? OnFailure { get; set; }

    /// <summary>What ended the block: <c>Return</c>, <c>Stop</c> or <c>Fail</c>; null while it is open.</summary>
    public string? End { get; set; }

    /// <summary>Whether the block takes no more, since the lambda that wrote it has returned.</summary>
    public bool Closed { get; set; }

    public void Add(Node node) => _nodes.Add(node);

    public Block Build() => new() { Name = name, Nodes = [.. _nodes], Output = Output, OnFailure = OnFailure };
}
