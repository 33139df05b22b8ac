using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>How blocks are entered, left, failed and abandoned.</summary>
internal sealed partial class RunMachine
{
    /// <summary>Advances every block on the agenda until all of them wait for something. A queue, so that a loop of many items does not nest.</summary>
    private void Drain()
    {
        while (_agenda.TryDequeue(out var frame))
        {
            Advance(frame);
        }

        if (_ending is not null && _body.Finished && End is null)
        {
            End = _ending;
        }
    }

    private void Advance(Frame frame)
    {
        if (frame.Finished || frame.Work is not null || frame.Composite is not null)
        {
            return;
        }

        if (frame.Abandoned)
        {
            Finish(frame);
        }
        else if (frame.Position < frame.Block.Nodes.Count)
        {
            Enter(frame, frame.Block.Nodes[frame.Position]);
        }
        else
        {
            Complete(frame);
        }
    }

    /// <summary>Leaves the active node: the next one is entered with the agenda.</summary>
    private void Leave(Frame frame)
    {
        frame.Work = null;
        frame.Composite = null;
        frame.Position++;
        _agenda.Enqueue(frame);
    }

    /// <summary>A block's last node was left.</summary>
    private void Complete(Frame frame)
    {
        if (frame.Handles is { } handled)
        {
            frame.Finished = true;
            FailOutward(handled);
            return;
        }

        JsonElement output = default;
        if (frame.Block.Output is not null)
        {
            try
            {
                output = frame.Block.Output.Evaluate(new NodeScope(this, frame));
            }
            catch (Exception exception)
            {
                // The user's template or lambda: its failure is the block's.
                Fail(frame, Faults.Of(exception, frame.Owner?.Node.Id ?? ""));
                return;
            }
        }

        frame.Finished = true;
        if (frame.Owner is not { } owner)
        {
            End = new RunEnd(RunStatus.Succeeded, null);
            return;
        }

        if (owner.Outputs.Length > frame.Child)
        {
            owner.Outputs[frame.Child] = output;
        }

        owner.Active.Remove(frame);
        ChildDone(owner);
    }

    /// <summary>An abandoned block has nothing active any more.</summary>
    private void Finish(Frame frame)
    {
        if (frame.Finished)
        {
            return;
        }

        frame.Finished = true;
        if (frame.Handles is { } handled)
        {
            handled.Finished = true;
        }

        if (frame.Owner is { } owner)
        {
            owner.Active.Remove(frame);
            ChildDone(owner);
        }
    }

    /// <summary>A node of the block failed for good.</summary>
    private void Fail(Frame frame, StepError error)
    {
        frame.Work = null;
        frame.Composite = null;
        if (frame.Handles is { } handled)
        {
            // A failure while a failure is handled: the first one is the one that goes on outward.
            frame.Finished = true;
            FailOutward(handled);
            return;
        }

        frame.Failure = error;
        if (frame.Block.OnFailure is { } handler)
        {
            var handling = new Frame(handler, frame.Owner, frame.Child, frame.Items) { Handles = frame };
            if (frame.Owner is { } owner)
            {
                owner.Active.Remove(frame);
                owner.Active.Add(handling);
            }
            else
            {
                _handling = handling;
            }

            _agenda.Enqueue(handling);
        }
        else
        {
            FailOutward(frame);
        }
    }

    /// <summary>A block failed and its OnFailure block, if any, is done.</summary>
    private void FailOutward(Frame frame)
    {
        frame.Finished = true;
        if (frame.Owner is not { } owner)
        {
            End = new RunEnd(RunStatus.Failed, frame.Failure!.Message, frame.Failure);
            return;
        }

        owner.Active.RemoveAll(active => active == frame || active.Handles == frame);
        if (owner.Failure is null)
        {
            owner.Failure = frame.Failure;
            foreach (var sibling in owner.Active.ToArray())
            {
                Abandon(sibling);
            }
        }

        ChildDone(owner);
    }

    /// <summary>One of a node's blocks is done: start the next item, or leave the node when none is active.</summary>
    private void ChildDone(CompositeState composite)
    {
        var frame = composite.Frame;
        if (frame.Composite != composite)
        {
            return;
        }

        if (!frame.Abandoned && composite.Failure is null && composite.Node is ForEachNode loop && composite.NextItem < composite.Outputs.Length)
        {
            StartItem(composite, loop);
            return;
        }

        if (composite.Active.Count > 0)
        {
            return;
        }

        frame.Composite = null;
        if (frame.Abandoned)
        {
            Finish(frame);
        }
        else if (composite.Failure is { } failure)
        {
            if (composite.Node is not WaitForNode)
            {
                _outcomes[composite.Path] = new NodeOutcome(StepStatus.Failed, default, failure);
            }

            Fail(frame, failure);
        }
        else
        {
            LeaveComposite(composite);
        }
    }

    /// <summary>The flow no longer cares about a block: waits are over at once, steps when they are not in flight (the driver says so with an outcome).</summary>
    private void Abandon(Frame frame)
    {
        if (frame.Finished || frame.Abandoned)
        {
            return;
        }

        frame.Abandoned = true;
        if (frame.Composite is { } composite)
        {
            foreach (var child in composite.Active.ToArray())
            {
                Abandon(child);
            }

            if (composite.Active.Count == 0 && frame.Composite == composite)
            {
                frame.Composite = null;
                Finish(frame);
            }

            return;
        }

        switch (frame.Work)
        {
            case StepWork or ConditionWork:
                frame.Work.Abandoned = true;
                break;
            case { } wait:
                _work.Remove(wait.Path);
                frame.Work = null;
                Finish(frame);
                break;
            default:
                Finish(frame);
                break;
        }
    }

    private void BeginEnding(RunEnd end)
    {
        if (Ending)
        {
            return;
        }

        _ending = end;
        if (_handling is { Finished: false })
        {
            Abandon(_handling);
        }
        else
        {
            Abandon(_body);
        }
    }
}
