using System.Text.Json;
using Automation.Definitions;
using Automation.Json;
using Automation.Matching;
using Automation.Running.Machine;

namespace Automation.Previewing;

/// <summary>Follows the flow of a rule without doing anything: renders inputs, asks conditions and previews, and goes both ways where only a run can tell.</summary>
internal sealed class PreviewWalk(RuleDefinition rule, TriggerScope seen, PreviewAsker asker, DateTimeOffset now, CancellationToken cancellationToken)
{
    /// <summary>How many steps are shown.</summary>
    public const int MaxSteps = 500;

    private readonly Dictionary<string, PreviewOutcome> _outcomes = new(StringComparer.Ordinal);
    private readonly List<PreviewStep> _steps = [];

    public IReadOnlyList<PreviewStep> Steps => _steps;

    public bool Truncated { get; private set; }

    public async Task<PreviewEnd> WalkAsync()
    {
        var (end, _) = await WalkAsync(rule.Body, PreviewFrame.Body, certain: true).ConfigureAwait(false);
        return end.Status is null && end.Certain && !Truncated ? new(RunStatus.Succeeded, true) : end;
    }

    private async Task<(PreviewEnd End, PreviewOutcome Output)> WalkAsync(Block block, PreviewFrame frame, bool certain)
    {
        var mayEnd = false;
        foreach (var node in block.Nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Truncated)
            {
                return (PreviewEnd.MayEnd, PreviewOutcome.Unknown(node.Id));
            }

            var end = await VisitAsync(node, frame, certain && !mayEnd).ConfigureAwait(false);
            if (end.IsFinal)
            {
                await HandleAsync(block, frame, end, certain && !mayEnd).ConfigureAwait(false);
                return (end with { Certain = !mayEnd }, PreviewOutcome.Unknown(node.Id));
            }

            mayEnd |= !end.Certain;
        }

        var output = PreviewOutcome.Succeeded(default);
        if (block.Output is { } binding)
        {
            var value = Ask(binding, frame);
            if (value.Fault is { } fault)
            {
                var failed = PreviewEnd.Failed(Faults.Of(fault, block.Name));
                await HandleAsync(block, frame, failed, certain && !mayEnd).ConfigureAwait(false);
                return (failed with { Certain = !mayEnd }, PreviewOutcome.Unknown());
            }

            output = value.Missing is { } missing ? PreviewOutcome.Unknown(missing) : PreviewOutcome.Succeeded(value.Json);
        }

        return (mayEnd ? PreviewEnd.MayEnd : PreviewEnd.GoesOn, output);
    }

    /// <summary>A block that would fail goes through its OnFailure block, whose own fate changes nothing.</summary>
    private async Task HandleAsync(Block block, PreviewFrame frame, PreviewEnd end, bool certain)
    {
        if (end.Error is { } error && block.OnFailure is { } handler)
        {
            await WalkAsync(handler, new PreviewFrame(frame, null, default, "", []) { Failure = error }, certain).ConfigureAwait(false);
        }
    }

    private Task<PreviewEnd> VisitAsync(Node node, PreviewFrame frame, bool certain) => node switch
    {
        StepNode step => VisitAsync(step, frame, certain),
        IfNode branch => VisitAsync(branch, frame, certain),
        ParallelNode parallel => VisitAsync(parallel, frame, certain),
        ForEachNode loop => VisitAsync(loop, frame, certain),
        WaitForNode wait => VisitAsync(wait, frame, certain),
        DelayNode delay => Task.FromResult(Visit(delay, frame, certain)),
        EndNode end => Task.FromResult(Visit(end, frame, certain)),
        _ => throw new InvalidOperationException($"Automation bug: a node of type '{node.GetType()}' has no preview."),
    };

    private async Task<PreviewEnd> VisitAsync(StepNode step, PreviewFrame frame, bool certain)
    {
        var shown = Show(step, frame, step.Action, certain);
        if (step.Config is not { } config)
        {
            Add(shown with { Summary = "Code in place; it is not run in a preview." }, PreviewOutcome.Unknown(step.Id));
            return PreviewEnd.GoesOn;
        }

        var input = Ask(config, frame);
        if (input.Fault is { } fault)
        {
            return Fail(step, shown, Faults.Of(fault, step.Id));
        }

        if (input.Missing is { } missing)
        {
            Add(DependsOn(shown, missing), PreviewOutcome.Unknown(step.Id));
            return PreviewEnd.GoesOn;
        }

        shown = shown with { Input = input.Json };
        var answer = await asker.AskAsync(step.Action, input.Json, seen, shown.Path, cancellationToken).ConfigureAwait(false);
        if (answer.WouldFail is { } error)
        {
            return Fail(step, shown, error);
        }

        shown = shown with { Summary = answer.Summary, Error = answer.Fault, Result = answer.Result.ValueKind == JsonValueKind.Undefined ? null : answer.Result };
        Add(shown, answer.IsKnown ? PreviewOutcome.Succeeded(answer.Result) : PreviewOutcome.Unknown(step.Id));
        return PreviewEnd.GoesOn;
    }

    private async Task<PreviewEnd> VisitAsync(IfNode node, PreviewFrame frame, bool certain)
    {
        var shown = Show(node, frame, "condition", certain) with { Summary = node.Condition.Text };
        var scope = Scope(frame);
        bool holds;
        try
        {
            holds = await asker.HoldsAsync(node.Condition, scope, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception) when (scope.Missing is not null)
        {
            // Whatever a lambda makes of the exception that stands for an unknown value.
            holds = false;
        }
        catch (PreviewWriteException refused)
        {
            // In a run it may make its write and answer.
            Add(shown with { Error = PreviewAsker.ErrorOf(refused, node.Id) }, null);
            return await BothAsync(node, [node.Then, node.Else], frame).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The user's condition: in a run its failure is the step's.
            return Fail(node, shown, Faults.Of(exception, node.Id));
        }

        if (scope.Missing is { } missing)
        {
            Add(DependsOn(shown, missing), null);
            return await BothAsync(node, [node.Then, node.Else], frame).ConfigureAwait(false);
        }

        Add(shown with { Result = ScopeJson.Boolean(holds) }, null);
        if ((holds ? node.Then : node.Else) is not { } block)
        {
            Set(node, frame, PreviewOutcome.Succeeded(default));
            return PreviewEnd.GoesOn;
        }

        var (end, output) = await WalkAsync(block, frame, certain).ConfigureAwait(false);
        Set(node, frame, output);
        return end;
    }

    /// <summary>Blocks of which a run takes one, nobody knows which. Afterwards the flow goes on for certain only if none of them may end the run.</summary>
    private async Task<PreviewEnd> BothAsync(Node node, IReadOnlyList<Block?> blocks, PreviewFrame frame)
    {
        var mayEnd = false;
        foreach (var block in blocks.OfType<Block>())
        {
            var (end, _) = await WalkAsync(block, frame, certain: false).ConfigureAwait(false);
            mayEnd |= end.Status is not null || !end.Certain;
        }

        Set(node, frame, PreviewOutcome.Unknown(node.Id));
        return mayEnd ? PreviewEnd.MayEnd : PreviewEnd.GoesOn;
    }

    private async Task<PreviewEnd> VisitAsync(ParallelNode node, PreviewFrame frame, bool certain)
    {
        var outputs = new PreviewOutcome[node.Branches.Count];
        var ends = new PreviewEnd[node.Branches.Count];
        for (var index = 0; index < outputs.Length; index++)
        {
            (ends[index], outputs[index]) = await WalkAsync(node.Branches[index].Body, frame, certain).ConfigureAwait(false);
        }

        var missing = outputs.SelectMany(output => output.DependsOn).Distinct().ToList();
        Set(node, frame, missing.Count > 0 || outputs.Any(output => output.Known is null)
            ? PreviewOutcome.Unknown(missing.Count > 0 ? missing : [node.Id])
            : PreviewOutcome.Succeeded(Outputs.OfBranches(node, [.. outputs.Select(output => output.Known!.Output)])));
        return ends.FirstOrDefault(end => end.IsFinal) ?? (ends.All(end => end.Certain) ? PreviewEnd.GoesOn : PreviewEnd.MayEnd);
    }

    private async Task<PreviewEnd> VisitAsync(ForEachNode node, PreviewFrame frame, bool certain)
    {
        var shown = Show(node, frame, "loop", certain);
        var items = Ask(node.Items, frame);
        if (items.Fault is { } fault)
        {
            return Fail(node, shown, Faults.Of(fault, node.Id));
        }

        if (items.Missing is { } missing)
        {
            Add(DependsOn(shown, missing), null);
            var (once, _) = await WalkAsync(node.Body, new PreviewFrame(frame, node.Id, default, "*", missing), certain: false).ConfigureAwait(false);
            Set(node, frame, node.Body.Output is null ? PreviewOutcome.Succeeded(default) : PreviewOutcome.Unknown(node.Id));
            return once.Status is null && once.Certain ? PreviewEnd.GoesOn : PreviewEnd.MayEnd;
        }

        if (LoopItems.FaultOf(node, items.Json) is { } wrong)
        {
            return Fail(node, shown, Faults.Of(wrong, node.Id));
        }

        Add(shown with { Input = items.Json, Summary = $"Items: {items.Json.GetArrayLength()}." }, null);
        return await EachAsync(node, items.Json, frame, certain).ConfigureAwait(false);
    }

    private async Task<PreviewEnd> EachAsync(ForEachNode node, JsonElement items, PreviewFrame frame, bool certain)
    {
        var outputs = new List<PreviewOutcome>();
        var mayEnd = false;
        foreach (var item in items.EnumerateArray())
        {
            var (end, output) = await WalkAsync(
                node.Body, new PreviewFrame(frame, node.Id, item, outputs.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), []), certain && !mayEnd).ConfigureAwait(false);
            if (end.IsFinal)
            {
                return end with { Certain = !mayEnd };
            }

            mayEnd |= !end.Certain;
            outputs.Add(output);
            if (Truncated)
            {
                break;
            }
        }

        var missing = outputs.SelectMany(output => output.DependsOn).Distinct().ToList();
        Set(node, frame, missing.Count > 0 || Truncated || outputs.Exists(output => output.Known is null)
            ? PreviewOutcome.Unknown(missing.Count > 0 ? missing : [node.Id])
            : PreviewOutcome.Succeeded(node.Body.Output is null ? default : Outputs.OfItems([.. outputs.Select(output => output.Known!.Output)])));
        return mayEnd ? PreviewEnd.MayEnd : PreviewEnd.GoesOn;
    }

    private async Task<PreviewEnd> VisitAsync(WaitForNode node, PreviewFrame frame, bool certain)
    {
        var shown = Show(node, frame, "wait", certain);
        var subject = Ask(node.Subject, frame);
        if (subject.Fault is { } fault)
        {
            return Fail(node, shown, Faults.Of(fault, node.Id));
        }

        var what = $"Waits for an event '{node.EventType}', for {IsoDuration.Write(node.Timeout)} at most.";
        Add(subject.Missing is { } missing ? DependsOn(shown, missing) : shown with { Input = subject.Json, Summary = what }, PreviewOutcome.Unknown(node.Id));
        if (node.Received is null && node.TimedOut is null)
        {
            return PreviewEnd.GoesOn;
        }

        return await BothAsync(node, [node.Received, node.TimedOut], frame).ConfigureAwait(false);
    }

    private PreviewEnd Visit(DelayNode node, PreviewFrame frame, bool certain)
    {
        var shown = Show(node, frame, "delay", certain);
        var value = Ask(node.Value, frame);
        if (value.Missing is { } missing)
        {
            Add(DependsOn(shown, missing), null);
            return PreviewEnd.GoesOn;
        }

        try
        {
            var due = value.Fault is { } fault ? throw fault : DelayDue.Of(node, value.Json, now);
            Add(shown with { Input = value.Json, Summary = node.Until ? $"Waits until {Instant.Text(due)}." : $"Waits for {IsoDuration.Write(due - now)}." }, null);
            return PreviewEnd.GoesOn;
        }
        catch (Exception exception)
        {
            // The user's lambda or template: in a run its failure is the step's.
            return Fail(node, shown, Faults.Of(exception, node.Id));
        }
    }

    private PreviewEnd Visit(EndNode node, PreviewFrame frame, bool certain)
    {
        var shown = Show(node, frame, node.Failed ? "fail" : "stop", certain);
        var reason = Ask(node.Reason, frame);
        if (reason.Fault is { } fault)
        {
            return Fail(node, shown, Faults.Of(fault, node.Id));
        }

        var text = reason.Missing is not null ? null : reason.Json.ValueKind == JsonValueKind.String ? reason.Json.GetString() : reason.Json.ToString();
        Add(reason.Missing is { } missing ? DependsOn(shown, missing) : shown with { Summary = text }, null);
        return node.Failed
            ? PreviewEnd.Failed(new StepError { Code = "failed", Message = text ?? "The rule ends the run as failed.", StepId = "" })
            : new PreviewEnd(RunStatus.Succeeded, true, text);
    }

    private PreviewEnd Fail(Node node, PreviewStep shown, StepError error)
    {
        Add(shown with { Error = error }, PreviewOutcome.Failed(error));
        return node is StepNode { Tried: true } ? PreviewEnd.GoesOn : PreviewEnd.Failed(error);
    }

    private PreviewStep Show(Node node, PreviewFrame frame, string action, bool certain) => new()
    {
        Path = new StepPath(PathOf(node, frame)), Action = action, Certain = certain,
    };

    private static PreviewStep DependsOn(PreviewStep shown, IReadOnlyList<string> missing) => shown with
    {
        DependsOn = missing,
        Summary = $"Depends on the result of step '{string.Join("', '", missing)}', which only a run can tell.",
    };

    private void Add(PreviewStep shown, PreviewOutcome? outcome)
    {
        if (outcome is not null)
        {
            _outcomes[shown.Path.Value] = outcome;
        }

        if (_steps.Count == MaxSteps)
        {
            Truncated = true;
            return;
        }

        _steps.Add(shown);
    }

    private void Set(Node node, PreviewFrame frame, PreviewOutcome outcome) => _outcomes[PathOf(node, frame)] = outcome;

    private string PathOf(Node node, PreviewFrame frame) => frame.PathOf(node.Id, rule.Index.Find(node.Id)?.Loops.Count ?? 0);

    private PreviewScope Scope(PreviewFrame frame) => new(rule, seen, _outcomes, frame);

    private (JsonElement Json, IReadOnlyList<string>? Missing, Exception? Fault) Ask(ValueBinding binding, PreviewFrame frame)
    {
        var scope = Scope(frame);
        try
        {
            var value = binding.Evaluate(scope);
            return (value, scope.Missing, null);
        }
        catch (Exception) when (scope.Missing is not null)
        {
            return (default, scope.Missing, null);
        }
        catch (Exception exception)
        {
            // The user's lambda or template: in a run its failure is the step's.
            return (default, null, exception);
        }
    }
}
