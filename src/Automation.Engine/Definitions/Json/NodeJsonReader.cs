using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Reads nodes.</summary>
internal sealed class NodeJsonReader(RuleReading reading, BlockJsonReader blocks)
{
    private readonly OptionsJsonReader _options = new(reading);
    private readonly ConditionJsonReader _conditions = new(reading);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _actions;

    /// <returns>The node; of use only when there are no faults.</returns>
    public Node Read(JsonElement json, string pointer, OutlineNode outline)
    {
        var place = PathPlace.Of(outline);
        if (RuleObject.Of(json, pointer, place.Words, reading) is not { } node || ReadKind(json, node) is not { } kind)
        {
            return new EndNode { Id = "", Failed = true, Reason = new ConstantBinding(default) };
        }

        node.Allow(NodeKinds.Members(kind));
        var id = NodeKinds.IsEnd(kind) ? EndNode.IdAt(outline.Block.Name, outline.Index) : ReadId(node) ?? "";
        return kind switch
        {
            NodeKind.Type => ReadStep(id, node, place),
            NodeKind.If => ReadBranch(id, node, place, outline),
            NodeKind.Parallel => ReadParallel(id, node, outline),
            NodeKind.ForEach => ReadLoop(id, node, place, outline),
            NodeKind.Delay => new DelayNode { Id = id, Until = false, Value = ReadDelay(node, place)! },
            NodeKind.DelayUntil => new DelayNode { Id = id, Until = true, Value = ReadInstant(node, place)! },
            NodeKind.WaitFor => ReadWait(id, node, outline),
            _ => new EndNode { Id = id, Failed = kind == NodeKind.Fail, Reason = ReadText(node, NodeKinds.Key(kind), place)! },
        };
    }

    private NodeKind? ReadKind(JsonElement json, RuleObject node)
    {
        var kinds = NodeKinds.Of(json);
        if (kinds is [var kind])
        {
            return kind;
        }

        if (kinds is [])
        {
            var names = json.EnumerateObject().Select(member => member.Name).Where(name => name != RuleMembers.Id).ToList();
            var isCode = names.Contains(RuleMembers.CodeText);
            reading.Add(
                isCode ? node.At(RuleMembers.CodeText) : node.Pointer,
                isCode ? RuleCodes.Code : RuleCodes.UnknownNode,
                isCode
                    ? $"{node.Words} is code in place. A rule with code can be shown as JSON, but not read from it."
                    : $"{node.Words} does not say what it is. It needs one of: {NodeKinds.Listed}.{Nearest(names)}");
            return null;
        }

        reading.Add(
            node.At(NodeKinds.Key(kinds[1])),
            RuleCodes.TwoKinds,
            $"{node.Words} has {string.Join(" and ", kinds.Select(each => $"'{NodeKinds.Key(each)}'"))}, and is one thing only. Make steps of their own.");
        return null;
    }

    private static string Nearest(List<string> names) => names
        .Select(name => NearNames.Find(name, Enum.GetValues<NodeKind>().Select(NodeKinds.Key)))
        .FirstOrDefault(near => near.Count > 0) is { } found
        ? $" Did you mean '{found[0]}'?"
        : "";

    private string? ReadId(RuleObject node)
    {
        var id = node.RequireText(RuleMembers.Id, "an id, unique in the rule");
        if (id is not null && !NameRules.IsId(id))
        {
            reading.Add(node.At(RuleMembers.Id), RuleCodes.InvalidName, $"the step id {ShortText.Quote(id)} is not allowed. {NameRules.IdRule}");
        }
        else if (id is not null && !_ids.Add(id))
        {
            reading.Add(
                node.At(RuleMembers.Id),
                RuleCodes.DuplicateId,
                $"two steps have the id '{id}'. Ids are unique in the whole rule, branches included.");
        }

        return id;
    }

    private StepNode ReadStep(string id, RuleObject node, PathPlace place)
    {
        if (++_actions == RuleLimits.MaxActions + 1)
        {
            reading.Add(
                node.Pointer,
                RuleCodes.TooManyActions,
                $"the rule has more than {RuleLimits.MaxActions} actions, and here is the first too many. Split it into rules that start one another by events.");
        }

        var action = ReadAction(node) ?? "";
        var config = ReadConfig(node, place);
        if (config is not null && reading.Configs is { } configs && reading.Actions?.TryGet(action, out var known) == true)
        {
            configs.Check(node.Has(RuleMembers.Config) ? node.Find(RuleMembers.Config) : ParametersDefinition.Empty, node.At(RuleMembers.Config), known.ActionType, node.Words, known.Words);
        }

        return new StepNode
        {
            Id = id,
            Action = action,
            Config = config,
            Tried = node.Flag(RuleMembers.Try) ?? false,
            Options = _options.ReadStep(node),
        };
    }

    private string? ReadAction(RuleObject node)
    {
        var name = node.RequireText(RuleMembers.Type, "the name of an action");
        if (name is not null && !NameRules.IsName(name))
        {
            reading.Add(node.At(RuleMembers.Type), RuleCodes.InvalidName, $"the name {ShortText.Quote(name)} of an action is not allowed. {NameRules.NameRule}");
        }
        else if (name is not null && reading.Actions is { } known && !known.TryGet(name, out _))
        {
            reading.Add(
                node.At(RuleMembers.Type),
                RuleCodes.UnknownType,
                $"{node.Words} uses the action '{name}', which is not registered.{reading.Hint(name, known.All.Select(action => action.Name), "actions")}");
        }

        return name;
    }

    private TemplateBinding? ReadConfig(RuleObject node, PathPlace place) =>
        !node.Has(RuleMembers.Config) ? TemplateBinding.Read(ParametersDefinition.Empty, node.At(RuleMembers.Config), new DocumentReading())
        : node.Object(RuleMembers.Config, $"the config of {node.Words}") is { } config ? reading.Bind(node.Find(RuleMembers.Config), config.Pointer, place)
        : null;

    private IfNode ReadBranch(string id, RuleObject node, PathPlace place, OutlineNode outline)
    {
        var then = node.Require(RuleMembers.Then, "the branch that runs when the condition holds");
        CheckOutputs(node, outline);
        return new IfNode
        {
            Id = id,
            Condition = _conditions.Read(node.Find(RuleMembers.If), node.At(RuleMembers.If), place)!,
            Then = then is { } json ? ReadBlock(json, node, RuleMembers.Then, outline) : null!,
            Else = node.Has(RuleMembers.Else) ? ReadBlock(node.Find(RuleMembers.Else), node, RuleMembers.Else, outline) : null,
        };
    }

    // A branch that ends the run needs no output.
    private void CheckOutputs(RuleObject node, OutlineNode outline)
    {
        var (then, otherwise) = (outline.Blocks.GetValueOrDefault(RuleMembers.Then), outline.Blocks.GetValueOrDefault(RuleMembers.Else));
        if (then is null || (!then.HasOutput && otherwise is not { HasOutput: true }))
        {
            return;
        }

        var (without, member) = then.HasOutput ? (otherwise, RuleMembers.Else) : (then, RuleMembers.Then);
        if (without is not { HasOutput: true } and not { AlwaysEnds: true })
        {
            reading.Add(
                node.Has(member) ? node.At(member) : node.Pointer,
                RuleCodes.OutputMissing,
                $"one branch of {node.Words} has an output, and '{member}' has none. Give both one, or neither.");
        }
    }

    private Block ReadBlock(JsonElement json, RuleObject holder, string member, OutlineNode outline) =>
        blocks.Read(json, holder.At(member), outline.Blocks[member]);

    private ParallelNode ReadParallel(string id, RuleObject node, OutlineNode outline)
    {
        var branches = new List<ParallelBranch>();
        if (node.Object(RuleMembers.Parallel, $"'parallel' of {node.Words}") is { } json)
        {
            foreach (var branch in node.Find(RuleMembers.Parallel).EnumerateObject())
            {
                if (!NameRules.IsId(branch.Name))
                {
                    reading.Add(
                        json.At(branch.Name),
                        RuleCodes.InvalidName,
                        $"the branch name {ShortText.Quote(branch.Name)} of {node.Words} is not allowed. {NameRules.IdRule}");
                }

                branches.Add(new ParallelBranch(branch.Name, ReadBlock(branch.Value, json, branch.Name, outline)));
            }

            if (branches.Count == 0)
            {
                reading.Add(json.Pointer, RuleCodes.Empty, $"{node.Words} has no branches.");
            }
        }

        return new ParallelNode { Id = id, Branches = branches };
    }

    private ForEachNode ReadLoop(string id, RuleObject node, PathPlace place, OutlineNode outline)
    {
        var body = node.Require(RuleMembers.Do, "the block that runs for each item");
        return new ForEachNode
        {
            Id = id,
            Items = ReadItems(node, place)!,
            Body = body is { } json ? ReadBlock(json, node, RuleMembers.Do, outline) : null!,
            Options = _options.ReadLoop(node),
        };
    }

    private TemplateBinding? ReadItems(RuleObject node, PathPlace place)
    {
        var json = node.Find(RuleMembers.ForEach);
        if (json.ValueKind is JsonValueKind.String or JsonValueKind.Array)
        {
            var items = reading.Bind(json, node.At(RuleMembers.ForEach), place);
            if (items is null || items.IsWhole || json.ValueKind == JsonValueKind.Array)
            {
                return items;
            }
        }

        node.Wrong(RuleMembers.ForEach, "an array, or one placeholder that yields one");
        return null;
    }

    private TemplateBinding? ReadDelay(RuleObject node, PathPlace place)
    {
        var delay = ReadText(node, RuleMembers.Delay, place);
        if (delay is { IsConstant: true })
        {
            node.Duration(RuleMembers.Delay, TimeSpan.Zero, RuleLimits.LongestWait);
        }

        return delay;
    }

    private TemplateBinding? ReadInstant(RuleObject node, PathPlace place)
    {
        var instant = ReadText(node, RuleMembers.DelayUntil, place);
        if (instant is { IsConstant: true } && !Rfc3339.TryParse(JsonText.Utf8(node.Find(RuleMembers.DelayUntil)), out _))
        {
            node.Wrong(RuleMembers.DelayUntil, "an instant as RFC 3339 writes it, such as '2030-01-31T08:00:00Z', or a placeholder");
        }

        return instant;
    }

    private WaitForNode ReadWait(string id, RuleObject node, OutlineNode outline)
    {
        var place = PathPlace.Of(outline);
        var wait = node.Object(RuleMembers.WaitFor, $"'waitFor' of {node.Words}");
        wait?.Allow(RuleMembers.Event, RuleMembers.Subject, RuleMembers.Timeout, RuleMembers.Where);
        return new WaitForNode
        {
            Id = id,
            EventType = wait is null ? "" : EventTypes.Read(wait.Value, reading) ?? "",
            Subject = (wait?.Require(RuleMembers.Subject, "the subject that the event is about") is null
                ? null
                : ReadText(wait.Value, RuleMembers.Subject, place))!,
            Timeout = wait?.Require(RuleMembers.Timeout, "a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D'") is null
                ? default
                : wait.Value.Duration(RuleMembers.Timeout, RuleLimits.ShortestTimeout, RuleLimits.LongestWait) ?? default,
            Where = wait?.Has(RuleMembers.Where) == true ? ReadWhere(wait.Value, outline) : null,
            Received = node.Has(RuleMembers.Received) ? ReadBlock(node.Find(RuleMembers.Received), node, RuleMembers.Received, outline) : null,
            TimedOut = node.Has(RuleMembers.TimedOut) ? ReadBlock(node.Find(RuleMembers.TimedOut), node, RuleMembers.TimedOut, outline) : null,
        };
    }

    private ConditionBinding? ReadWhere(RuleObject wait, OutlineNode outline) => _conditions.ReadWhere(
        wait.Find(RuleMembers.Where), wait.At(RuleMembers.Where), PathPlace.Where(outline), "Ask it in an 'if' behind the wait.");

    private TemplateBinding? ReadText(RuleObject node, string member, PathPlace place) =>
        node.Text(member) is null ? null : reading.Bind(node.Find(member), node.At(member), place);
}
