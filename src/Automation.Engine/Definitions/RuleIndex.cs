namespace Automation.Definitions;

/// <summary>Every node of a rule by its id, with what surrounds it.</summary>
internal sealed class RuleIndex
{
    private readonly Dictionary<string, NodePlace> _places = new(StringComparer.Ordinal);

    private RuleIndex()
    {
    }

    public IReadOnlyCollection<NodePlace> Places => _places.Values;

    public static RuleIndex Of(RuleDefinition rule)
    {
        var index = new RuleIndex();
        index.Add(rule.Body, []);
        return index;
    }

    public NodePlace? Find(string id) => _places.GetValueOrDefault(id);

    private void Add(Block block, IReadOnlyList<string> loops)
    {
        foreach (var node in block.Nodes)
        {
            _places[node.Id] = new NodePlace(node, block, loops);
            IReadOnlyList<string> inside = node is ForEachNode ? [.. loops, node.Id] : loops;
            foreach (var inner in node.Blocks)
            {
                Add(inner, inside);
            }
        }

        if (block.OnFailure is not null)
        {
            Add(block.OnFailure, loops);
        }
    }
}
