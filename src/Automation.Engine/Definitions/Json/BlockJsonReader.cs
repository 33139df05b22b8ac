using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Reads blocks.</summary>
internal sealed class BlockJsonReader
{
    private readonly RuleReading _reading;
    private readonly NodeJsonReader _nodes;

    public BlockJsonReader(RuleReading reading)
    {
        _reading = reading;
        _nodes = new NodeJsonReader(reading, this);
    }

    /// <summary>Reads the block that the rule itself is.</summary>
    public Block ReadBody(RuleObject rule)
    {
        var outline = _reading.Outline.Body;
        var nodes = rule.Require(RuleMembers.Steps, "an array of steps") is { } steps ? ReadNodes(steps, rule.At(RuleMembers.Steps), outline) : [];
        return new Block { Name = outline.Name, Nodes = nodes, OnFailure = ReadFailureBlock(rule, outline) };
    }

    /// <summary>Reads a block: an object, or only the array of its steps.</summary>
    public Block Read(JsonElement json, string pointer, OutlineBlock outline)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return new Block { Name = outline.Name, Nodes = ReadNodes(json, pointer, outline) };
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            _reading.Add(
                pointer,
                RuleCodes.WrongKind,
                $"{outline.Words} is an array of steps, or an object with 'steps'; {TemplateValue.Describe(json.ValueKind)} is here.");
            return new Block { Name = outline.Name, Nodes = [] };
        }

        var block = RuleObject.Of(json, pointer, outline.Words, _reading)!.Value.Allow(RuleMembers.Steps, RuleMembers.Output, RuleMembers.OnFailure);
        return new Block
        {
            Name = outline.Name,
            Nodes = block.Require(RuleMembers.Steps, "an array of steps") is { } steps
                ? ReadNodes(steps, block.At(RuleMembers.Steps), outline)
                : [],
            Output = ReadOutput(block, outline),
            OnFailure = ReadFailureBlock(block, outline),
        };
    }

    private List<Node> ReadNodes(JsonElement json, string pointer, OutlineBlock outline)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            _reading.Add(pointer, RuleCodes.WrongKind, $"the steps of {outline.Words} are an array; {TemplateValue.Describe(json.ValueKind)} is here.");
            return [];
        }

        if (outline is { Nodes: [], HasOutput: false })
        {
            _reading.Add(pointer, RuleCodes.Empty, outline.Role == BlockRole.Body ? "there are no steps." : $"{outline.Words} has no steps.");
        }

        var nodes = new List<Node>();
        foreach (var item in json.EnumerateArray())
        {
            var place = JsonPointer.Append(pointer, nodes.Count);
            var node = outline.Nodes[nodes.Count];
            if (nodes.Count > 0 && outline.Nodes[nodes.Count - 1].AlwaysEnds)
            {
                _reading.Add(place, RuleCodes.Unreachable, $"{PathPlace.Of(node).Words} is never reached: the run has ended before it.");
            }

            nodes.Add(_nodes.Read(item, place, node));
        }

        return nodes;
    }

    private TemplateBinding? ReadOutput(RuleObject block, OutlineBlock outline)
    {
        if (!block.Has(RuleMembers.Output))
        {
            return null;
        }

        if (outline.Role is BlockRole.OnFailure or BlockRole.Received or BlockRole.TimedOut)
        {
            _reading.Add(
                block.At(RuleMembers.Output),
                RuleCodes.UnknownProperty,
                outline.Role == BlockRole.OnFailure
                    ? $"{outline.Words} has an output that nobody takes: the failure goes on outward. Remove it."
                    : $"{outline.Words} has an output that nobody takes: the output of a wait is the event. Remove it.");
            return null;
        }

        return _reading.Bind(block.Find(RuleMembers.Output), block.At(RuleMembers.Output), PathPlace.OutputOf(outline));
    }

    private Block? ReadFailureBlock(RuleObject block, OutlineBlock outline)
    {
        if (outline.OnFailure is not { } handler)
        {
            return null;
        }

        var pointer = block.At(RuleMembers.OnFailure);
        if (outline.Role == BlockRole.OnFailure)
        {
            _reading.Add(
                pointer,
                RuleCodes.UnknownProperty,
                $"{outline.Words} has an 'onFailure' of its own, which never runs: a failure while a failure is handled ends the handling. Remove it.");
            return null;
        }

        return Read(block.Find(RuleMembers.OnFailure), pointer, handler);
    }
}
