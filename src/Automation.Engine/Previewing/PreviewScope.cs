using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;
using Automation.Matching;

namespace Automation.Previewing;

/// <summary>What is visible at one place of a previewed rule; what is not known throws.</summary>
internal sealed class PreviewScope(RuleDefinition rule, TriggerScope seen, IReadOnlyDictionary<string, PreviewOutcome> outcomes, PreviewFrame frame) : TriggerView(seen)
{
    /// <summary>What was asked for and is not known: noted beside the exception, which a lambda may swallow.</summary>
    public IReadOnlyList<string>? Missing { get; private set; }

    public override RunId RunId => default;

    public override StepError? Failure
    {
        get
        {
            for (var at = frame; at is not null; at = at.Outer)
            {
                if (at.Failure is not null)
                {
                    return at.Failure;
                }
            }

            return null;
        }
    }

    public override bool TryGetOutput(string nodeId, out JsonElement output)
    {
        if (TryGetOutcome(nodeId, out var outcome) && outcome.Succeeded)
        {
            output = outcome.Output;
            return true;
        }

        output = default;
        return false;
    }

    public override bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome)
    {
        outcome = null;
        if (rule.Index.Find(nodeId) is { } place && outcomes.TryGetValue(frame.PathOf(nodeId, place.Loops.Count), out var found))
        {
            outcome = found.Known ?? throw Unknown(found.DependsOn);
        }

        return outcome is not null;
    }

    public override bool TryGetItem(string loopId, out JsonElement item)
    {
        for (var at = frame; at is not null; at = at.Outer)
        {
            if (at.Loop == loopId)
            {
                item = at.DependsOn.Count == 0 ? at.Item : throw Unknown(at.DependsOn);
                return true;
            }
        }

        item = default;
        return false;
    }

    private UnknownValueException Unknown(IReadOnlyList<string> dependsOn)
    {
        Missing = dependsOn;
        return new UnknownValueException(dependsOn);
    }
}
