using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>
/// Where every node of a document stands. Made before the document is read, so that a path can be judged at once, by what stands behind
/// it, too. Passes over what is wrong; the reading reports it.
/// </summary>
internal sealed class RuleOutline
{
    private readonly Dictionary<string, OutlineNode> _nodes = new(StringComparer.Ordinal);

    private RuleOutline(JsonElement rule)
    {
        Body = new OutlineBlock { Name = "", Role = BlockRole.Body };
        Fill(Body, rule);
        Parameters = Find(rule, RuleMembers.Parameters) is { ValueKind: JsonValueKind.Object } parameters
            ? parameters.EnumerateObject().Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        Triggers = Find(rule, RuleMembers.Triggers) is { ValueKind: JsonValueKind.Array } triggers ? [.. triggers.EnumerateArray().Select(TriggerOf)] : [];
    }

    public OutlineBlock Body { get; }

    /// <summary>The names of the parameters.</summary>
    public IReadOnlySet<string> Parameters { get; }

    public IReadOnlyList<OutlineTrigger> Triggers { get; }

    /// <summary>The ids of all nodes.</summary>
    public IEnumerable<string> Ids => _nodes.Keys;

    public static RuleOutline Of(JsonElement rule) => new(rule);

    /// <summary>The node of an id; of two, the first.</summary>
    public OutlineNode? Find(string id) => _nodes.GetValueOrDefault(id);

    private static JsonElement Find(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) ? value : default;

    private static OutlineTrigger TriggerOf(JsonElement json) => new(
        Text(Find(json, RuleMembers.Type)) is { } type ? TriggerTypes.Kind(type) : null,
        Text(Find(Find(json, RuleMembers.Config), RuleMembers.Event)),
        Find(json, RuleMembers.Input).ValueKind != JsonValueKind.Undefined);

    private static string? Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString() : null;

    private void Fill(OutlineBlock block, JsonElement json)
    {
        var nodes = json.ValueKind == JsonValueKind.Array ? json : Find(json, RuleMembers.Steps);
        if (nodes.ValueKind == JsonValueKind.Array)
        {
            foreach (var node in nodes.EnumerateArray())
            {
                Add(block, node);
            }
        }

        block.HasOutput = Find(json, RuleMembers.Output).ValueKind != JsonValueKind.Undefined;
        if (Find(json, RuleMembers.OnFailure) is { ValueKind: not JsonValueKind.Undefined } handler)
        {
            var name = block.Name.Length == 0 ? RuleMembers.OnFailure : $"{block.Name}.{RuleMembers.OnFailure}";
            block.OnFailure = new OutlineBlock { Name = name, Role = BlockRole.OnFailure, Handles = block };
            Fill(block.OnFailure, handler);
        }
    }

    private void Add(OutlineBlock block, JsonElement json)
    {
        NodeKind? kind = NodeKinds.Of(json) is [var only] ? only : null;
        var node = new OutlineNode
        {
            Id = Text(Find(json, RuleMembers.Id)),
            Kind = kind,
            Block = block,
            Index = block.Nodes.Count,
            Action = Text(Find(json, RuleMembers.Type)),
            Awaited = Text(Find(Find(json, RuleMembers.WaitFor), RuleMembers.Event)),
            Tried = Find(json, RuleMembers.Try).ValueKind == JsonValueKind.True,
        };
        block.Nodes.Add(node);
        if (node.Id is not null)
        {
            _nodes.TryAdd(node.Id, node);
        }

        switch (kind)
        {
            case NodeKind.If:
                AddBlock(node, json, RuleMembers.Then, BlockRole.Then);
                AddBlock(node, json, RuleMembers.Else, BlockRole.Else);
                break;
            case NodeKind.ForEach:
                AddBlock(node, json, RuleMembers.Do, BlockRole.Do);
                break;
            case NodeKind.WaitFor:
                AddBlock(node, json, RuleMembers.Received, BlockRole.Received);
                AddBlock(node, json, RuleMembers.TimedOut, BlockRole.TimedOut);
                break;
            case NodeKind.Parallel when Find(json, RuleMembers.Parallel) is { ValueKind: JsonValueKind.Object } branches:
                foreach (var branch in branches.EnumerateObject())
                {
                    AddBlock(node, branches, branch.Name, BlockRole.Branch);
                }

                break;
        }
    }

    private void AddBlock(OutlineNode node, JsonElement holder, string member, BlockRole role)
    {
        if (Find(holder, member) is { ValueKind: not JsonValueKind.Undefined } json)
        {
            var block = new OutlineBlock { Name = $"{node.Id}.{member}", Role = role, Owner = node };
            node.Blocks[member] = block;
            Fill(block, json);
        }
    }
}
