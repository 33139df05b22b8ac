using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>What is visible at one place of a run: everything before it, and of its own loop items.</summary>
/// <param name="machine">The run.</param>
/// <param name="frame">The place.</param>
internal sealed class NodeScope(RunMachine machine, Frame frame) : IRunScope
{
    private readonly RunFacts _facts = machine.Facts;

    public string Scope => _facts.Run.Scope;

    public string Rule => _facts.Run.Rule;

    public RunId RunId => _facts.Run.Id;

    public string TimeZone => _facts.TimeZone;

    public string? Subject => _facts.Run.Subject;

    public TriggerInfo Trigger => _facts.Trigger;

    public JsonElement TriggerData => _facts.TriggerData;

    public JsonElement Input => _facts.Input;

    public Type? InputType => _facts.InputType;

    public JsonElement Parameters => machine.Parameters;

    public JsonSerializerOptions Json => _facts.Json;

    /// <summary>While the event of a wait is judged: the wait's node and the event.</summary>
    public (string NodeId, JsonElement Event)? Candidate { get; init; }

    public StepError? Failure
    {
        get
        {
            for (var at = frame; at is not null; at = at.Owner?.Frame)
            {
                if (at.Handles is not null)
                {
                    return at.Handles.Failure;
                }
            }

            return null;
        }
    }

    public bool TryGetOutput(string nodeId, out JsonElement output)
    {
        if (Candidate is { } candidate && candidate.NodeId == nodeId)
        {
            output = candidate.Event;
            return true;
        }

        if (TryGetOutcome(nodeId, out var outcome) && outcome.Succeeded)
        {
            output = outcome.Output;
            return true;
        }

        output = default;
        return false;
    }

    public bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome)
    {
        outcome = null;
        return _facts.Rule.Index.Find(nodeId) is { } place
            && place.Loops.Count <= frame.Items.Length
            && machine.Outcomes.TryGetValue(frame.PathOf(nodeId, place.Loops.Count), out outcome);
    }

    public bool TryGetItem(string loopId, out JsonElement item)
    {
        for (var at = frame; at is not null; at = at.Owner?.Frame)
        {
            if (at.Owner is { Node: ForEachNode loop } owner && loop.Id == loopId)
            {
                item = owner.Items[at.Child];
                return true;
            }
        }

        item = default;
        return false;
    }
}
