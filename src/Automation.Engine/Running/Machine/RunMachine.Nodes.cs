using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>What each kind of node does when the flow reaches it.</summary>
internal sealed partial class RunMachine
{
    private void Enter(Frame frame, Node node)
    {
        var path = frame.PathOf(node.Id);
        try
        {
            ThrowRecordedFault(path);
            switch (node)
            {
                case StepNode step:
                    var config = step.Config is null ? default : Decide(DecisionKind.Input, path, step.Config, frame);
                    Await(frame, new StepWork(frame, step, path, config));
                    break;
                case IfNode { Condition: HandlerCondition condition } branch:
                    Await(frame, new ConditionWork(frame, branch, path, condition, Decide(DecisionKind.Input, path, condition.Config, frame)));
                    break;
                case IfNode branch:
                    TakeBranch(frame, branch, path, Holds(branch, path, frame));
                    break;
                case ParallelNode parallel:
                    EnterParallel(frame, parallel, path);
                    break;
                case ForEachNode loop:
                    EnterLoop(frame, loop, path);
                    break;
                case DelayNode delay:
                    EnterDelay(frame, delay, path);
                    break;
                case WaitForNode wait:
                    EnterWait(frame, wait, path);
                    break;
                case EndNode end:
                    EnterEnd(frame, end);
                    break;
                default:
                    throw new InvalidOperationException($"Automation bug: a node of type '{node.GetType()}' has no meaning.");
            }
        }
        catch (Exception exception) when (exception is not LedgerMismatchException)
        {
            // The user's lambda or template: its failure is the node's, and it is recorded so that it is not asked again.
            FailNode(frame, node, path, RecordFault(path, Faults.Of(exception, node.Id)));
        }
    }

    private void Await(Frame frame, Work work)
    {
        frame.Work = work;
        _work.Add(work.Path, work);
    }

    private void FailNode(Frame frame, Node node, string path, StepError error)
    {
        _outcomes[path] = new NodeOutcome(StepStatus.Failed, default, error);
        if (node is StepNode { Tried: true })
        {
            Leave(frame);
        }
        else
        {
            Fail(frame, error);
        }
    }

    private void TakeBranch(Frame frame, IfNode node, string path, bool holds)
    {
        var block = holds ? node.Then : node.Else;
        if (block is null)
        {
            _outcomes[path] = new NodeOutcome(StepStatus.Succeeded, default, null);
            Leave(frame);
            return;
        }

        EnterBlock(frame, node, path, block);
    }

    private void EnterBlock(Frame frame, Node node, string path, Block block)
    {
        var composite = new CompositeState(frame, node, path) { Outputs = new JsonElement[1] };
        frame.Composite = composite;
        StartChild(composite, block, 0, frame.Items);
    }

    private void EnterParallel(Frame frame, ParallelNode node, string path)
    {
        var composite = new CompositeState(frame, node, path) { Outputs = new JsonElement[node.Branches.Count] };
        frame.Composite = composite;
        for (var index = 0; index < node.Branches.Count; index++)
        {
            StartChild(composite, node.Branches[index].Body, index, frame.Items);
        }
    }

    private void EnterLoop(Frame frame, ForEachNode node, string path)
    {
        var items = Decide(DecisionKind.Items, path, node.Items, frame);
        if (LoopItems.FaultOf(node, items) is { } fault)
        {
            throw fault;
        }

        var count = items.GetArrayLength();
        var composite = new CompositeState(frame, node, path) { Outputs = new JsonElement[count], Items = items };
        frame.Composite = composite;
        if (count == 0)
        {
            frame.Composite = null;
            LeaveComposite(composite);
            return;
        }

        for (var started = 0; started < Math.Min(count, node.Options.MaxParallel); started++)
        {
            StartItem(composite, node);
        }
    }

    private void StartItem(CompositeState composite, ForEachNode loop)
    {
        var index = composite.NextItem++;
        StartChild(composite, loop.Body, index, [.. composite.Frame.Items, index]);
    }

    private void StartChild(CompositeState composite, Block block, int child, int[] items)
    {
        var frame = new Frame(block, composite, child, items);
        composite.Active.Add(frame);
        _agenda.Enqueue(frame);
    }

    private void EnterDelay(Frame frame, DelayNode node, string path) =>
        Await(frame, new DelayWork(frame, node, path) { DueAt = Instant(DecisionKind.Due, path, () => DelayDue.Of(node, node.Value.Evaluate(new NodeScope(this, frame)), _now)) });

    private void EnterWait(Frame frame, WaitForNode node, string path)
    {
        var subject = Decide(DecisionKind.Subject, path, node.Subject, frame);
        if (subject.ValueKind != JsonValueKind.String)
        {
            throw new StepFailedException("wrong-kind", $"Step '{node.Id}' waits for an event about a subject, which must be text; it is {subject.ValueKind}.");
        }

        var about = subject.GetString()!;
        if (!NameRules.IsSubject(about))
        {
            throw new StepFailedException(
                "invalid-subject",
                $"Step '{node.Id}' waits for an event about a subject that none can have: it has {NameRules.FaultOfSubject(about)}; 1 to {NameRules.MaxSubject} printable characters are allowed.");
        }

        Await(frame, new WaitWork(frame, node, path, about) { DueAt = Instant(DecisionKind.Due, path, () => _now + node.Timeout) });
    }

    private void LeaveWait(WaitWork wait, NodeOutcome outcome)
    {
        if (outcome.Succeeded)
        {
            if (wait.Wait.Received is { } received)
            {
                EnterBlock(wait.Frame, wait.Node, wait.Path, received);
                return;
            }
        }
        else if (outcome.Status == StepStatus.TimedOut && wait.Wait.TimedOut is { } timedOut)
        {
            EnterBlock(wait.Frame, wait.Node, wait.Path, timedOut);
            return;
        }
        else
        {
            Fail(wait.Frame, outcome.Error ?? new StepError { Code = "timeout", Message = "The awaited event did not come.", StepId = wait.Node.Id });
            return;
        }

        Leave(wait.Frame);
    }

    private void LeaveComposite(CompositeState composite)
    {
        var output = composite.Node switch
        {
            ParallelNode parallel => Outputs.OfBranches(parallel, composite.Outputs),
            ForEachNode loop when loop.Body.Output is not null => Outputs.OfItems(composite.Outputs),
            IfNode => composite.Outputs[0],
            _ => default,
        };

        // A wait's output stays the event, whatever its blocks did.
        if (composite.Node is not WaitForNode)
        {
            _outcomes[composite.Path] = new NodeOutcome(StepStatus.Succeeded, output, null);
        }

        Leave(composite.Frame);
    }

    private void EnterEnd(Frame frame, EndNode node)
    {
        var reason = node.Reason.Evaluate(new NodeScope(this, frame));
        var text = reason.ValueKind == JsonValueKind.String ? reason.GetString()! : reason.ToString();
        if (node.Failed)
        {
            Fail(frame, new StepError { Code = "failed", Message = text, StepId = frame.Owner?.Node.Id ?? "" });
        }
        else
        {
            BeginEnding(new RunEnd(RunStatus.Succeeded, text));
        }
    }

    private bool Holds(IfNode node, string path, Frame frame) =>
        Decide(DecisionKind.Branch, path, (node.Condition, frame), static (machine, asked) =>
            Bool(asked.Condition.Evaluate(new NodeScope(machine, asked.frame), out _))).ValueKind == JsonValueKind.True;

    private DateTimeOffset Instant(string kind, string path, Func<DateTimeOffset> decide) =>
        Decide(kind, path, decide, static (_, asked) => JsonSerializer.SerializeToElement(asked().ToUniversalTime())).GetDateTimeOffset();

    private JsonElement Decide(string kind, string path, ValueBinding binding, Frame frame) =>
        Decide(kind, path, (binding, frame), static (machine, asked) => asked.binding.Evaluate(new NodeScope(machine, asked.frame)));

    private JsonElement Decide<TAsked>(string kind, string path, TAsked asked, Func<RunMachine, TAsked, JsonElement> decide)
    {
        if (_recorded.Remove((kind, path), out var recorded))
        {
            return recorded;
        }

        var value = decide(this, asked);
        if (Facts.AskTwice && !JsonElement.DeepEquals(value, decide(this, asked)))
        {
            throw new StepFailedException(
                "not-pure", $"Step '{path}': its lambda was asked twice and gave two answers. A rule's lambdas must be pure: no clock, no random numbers, no I/O, nothing that changes.");
        }

        _decisions.Add(new Decision(kind, path, value));
        return value;
    }

    private void ThrowRecordedFault(string path)
    {
        if (_recorded.TryGetValue((DecisionKind.Fault, path), out var fault))
        {
            throw new RecordedFaultException(EntryBody.ReadError(fault));
        }
    }

    private StepError RecordFault(string path, StepError error)
    {
        if (!_recorded.Remove((DecisionKind.Fault, path)))
        {
            _decisions.Add(new Decision(DecisionKind.Fault, path, EntryBody.ErrorElement(error)));
        }

        return error;
    }

    private static JsonElement Bool(bool value) => value ? Outputs.True : Outputs.False;
}
