using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Judges every path of a rule where it stands: whether there is such a value, and whether it is sure to be there.</summary>
internal sealed class PathCheck(RuleReading reading)
{
    /// <summary>Gets or sets the place that is being read.</summary>
    public PathPlace Place { get; set; } = PathPlace.Conditions;

    /// <summary>Notes what is wrong with a path, and returns the path that is kept.</summary>
    public ValuePath Check(ValuePath path)
    {
        if (path.Root == ValueRoot.Previous)
        {
            return CheckPrevious(path);
        }

        if (path.ToString().Length > TemplateLimits.MaxPathLength)
        {
            // In its one spelling a path may be longer than as it was written.
            Fault(RuleCodes.OutOfRange, path, $"which has {path.ToString().Length} characters; at most {TemplateLimits.MaxPathLength} are allowed.");
            return path;
        }

        if (!Place.Roots.Contains(path.Root))
        {
            var roots = string.Join(", ", Place.Roots.Select(ValueRoots.Name));
            Fault(RuleCodes.UnknownPath, path, $"which does not exist there. It can read: {roots}.");
            return path;
        }

        var faults = reading.Document.FaultCount;
        var names = path.Segments;
        switch (path.Root)
        {
            case ValueRoot.Parameters when !names.IsEmpty && !reading.Outline.Parameters.Contains(names[0].Name):
                Fault(
                    RuleCodes.UnknownPath,
                    path,
                    $"but the rule declares no parameter '{names[0].Name}'.{reading.Hint(names[0].Name, reading.Outline.Parameters, "parameters")}");
                break;
            case ValueRoot.Scope when !names.IsEmpty:
                Fault(RuleCodes.UnknownPath, path, "but 'scope' is the scope's name, a text with nothing below it.");
                break;
            case ValueRoot.Trigger:
                CheckName(path, 0, PathNames.OfTrigger);
                break;
            case ValueRoot.Steps:
                CheckSteps(path);
                break;
            case ValueRoot.Items:
                CheckItems(path);
                break;
            case ValueRoot.Failure:
                CheckFailure(path);
                break;
        }

        if (reading.Document.FaultCount == faults)
        {
            reading.Warnings?.CheckPath(path, Place);
        }

        return path;
    }

    private ValuePath CheckPrevious(ValuePath path)
    {
        var before = Place.Block is { } block && Place.Limit > 0 ? block.Nodes[Math.Min(Place.Limit, block.Nodes.Count) - 1].Id : null;
        if (before is null)
        {
            Fault(RuleCodes.UnknownPath, path, "but there is no step before it in its block. Name the step: steps.<id>.output.");
            return path;
        }

        return Check(path.BelowStep(before));
    }

    private void CheckItems(ValuePath path)
    {
        if (path.Segments is not [var loop, ..])
        {
            Fault(RuleCodes.UnknownPath, path, "which says not of which loop. Write items.<id of the loop>.");
            return;
        }

        for (var block = Place.Block; block is not null; block = block.Around.Block)
        {
            if (block.Role == BlockRole.Do && block.Owner!.Id == loop.Name)
            {
                return;
            }
        }

        Fault(
            RuleCodes.NotVisible,
            path,
            reading.Outline.Find(loop.Name) is { Kind: NodeKind.ForEach }
                ? $"but stands outside of the loop '{loop.Name}'. An item exists only inside of 'do'."
                : $"but the rule has no loop '{loop.Name}'.");
    }

    private void CheckFailure(ValuePath path)
    {
        for (var block = Place.Block; block is not null; block = block.Around.Block)
        {
            if (block.Role == BlockRole.OnFailure)
            {
                CheckName(path, 0, PathNames.OfError);
                return;
            }
        }

        Fault(RuleCodes.NotVisible, path, "but stands outside of 'onFailure'. Only there is a failure to read.");
    }

    private void CheckSteps(ValuePath path)
    {
        if (path.Segments is not [var step, ..])
        {
            Fault(RuleCodes.UnknownPath, path, "which says not of which step. Write steps.<id>.output.");
        }
        else if (reading.Outline.Find(step.Name) is not { } node)
        {
            Fault(
                RuleCodes.UnknownPath,
                path,
                $"but the rule has no step '{step.Name}'.{reading.Hint(step.Name, reading.Outline.Ids, "steps")}");
        }
        else if (StepVisibility.WhyNot(Place, node) is { } reason)
        {
            Fault(RuleCodes.NotVisible, path, reason);
        }
        else
        {
            CheckResult(path, node);
        }
    }

    private void CheckResult(ValuePath path, OutlineNode node)
    {
        switch (path.Segments)
        {
            case [_, { Name: PathNames.Output }, ..]:
                if (WhyNoOutput(path, node) is { } reason)
                {
                    Fault(RuleCodes.UnknownPath, path, reason);
                }

                break;
            case [_, { Name: PathNames.Outcome }, ..]:
                CheckOutcome(path, node);
                break;
            default:
                Fault(RuleCodes.UnknownPath, path, $"but a step has 'output', or 'outcome' when it has \"try\": true. Write steps.{node.Id}.output.");
                break;
        }
    }

    private string? WhyNoOutput(ValuePath path, OutlineNode node) => node.Kind switch
    {
        NodeKind.Type when node.Tried =>
            $"but the step may fail, since it has \"try\": true. Read steps.{node.Id}.outcome.result, and ask steps.{node.Id}.outcome.succeeded before.",
        NodeKind.Type => WhyNoResult(node),
        NodeKind.If => WhyNoValueOfBranches(node),
        NodeKind.Parallel => WhyNoValueOfBranch(path, node),
        NodeKind.ForEach => node.Blocks.Values.All(body => body.HasOutput) ? null : $"but '{node.Id}.do' has no output. Give it one.",
        NodeKind.WaitFor => StepVisibility.WhyNoEvent(Place, node),
        _ => "but that step has no output.",
    };

    private string? WhyNoResult(OutlineNode node) =>
        node.Action is not null && reading.Actions?.TryGet(node.Action, out var action) == true && action.ResultType is null
            ? $"but the action '{node.Action}' has no result."
            : null;

    private static string? WhyNoValueOfBranches(OutlineNode node)
    {
        var branches = node.Blocks.Values;
        return branches.Any(branch => branch.HasOutput) && branches.Count == 2 && branches.All(branch => branch.HasOutput || branch.AlwaysEnds)
            ? null
            : $"but the branches of '{node.Id}' have no output. Give both 'then' and 'else' one.";
    }

    private static string? WhyNoValueOfBranch(ValuePath path, OutlineNode node)
    {
        if (path.Segments is not [_, _, var name, ..])
        {
            return node.Blocks.Values.Any(branch => branch.HasOutput) ? null : $"but no branch of '{node.Id}' has an output.";
        }

        return !node.Blocks.TryGetValue(name.Name, out var branch) ? $"but '{node.Id}' has no branch '{name.Name}'."
            : branch.HasOutput ? null
            : $"but branch '{branch.Name}' has no output. Give it one.";
    }

    private void CheckOutcome(ValuePath path, OutlineNode node)
    {
        if (!node.Tried)
        {
            Fault(
                RuleCodes.UnknownPath,
                path,
                node.Kind == NodeKind.Type
                    ? $"but the step has no outcome: when it fails, nothing follows. Give it \"try\": true, or read steps.{node.Id}.output."
                    : "but only an action with \"try\": true has an outcome.");
            return;
        }

        CheckName(path, 2, PathNames.OfOutcome);
        switch (path.Segments)
        {
            case [_, _, { Name: PathNames.Result }, ..] when WhyNoResult(node) is { } reason:
                Fault(RuleCodes.UnknownPath, path, reason);
                break;
            case [_, _, { Name: PathNames.Error }, ..]:
                CheckName(path, 3, PathNames.OfError);
                break;
        }
    }

    // The name at a position, where only names of ours can be; none is right, too.
    private void CheckName(ValuePath path, int position, string[] known)
    {
        if (path.Segments.Length > position && !known.Contains(path.Segments[position].Name))
        {
            Fault(RuleCodes.UnknownPath, path, $"but '{path.Segments[position].Name}' does not exist there. It is one of: {string.Join(", ", known)}.");
        }
    }

    private void Fault(string code, ValuePath path, string reason) =>
        reading.Add(reading.Document.Pointer, code, $"{Place.Words} reads {ShortText.Cut(path.ToString())}, {reason}");
}
