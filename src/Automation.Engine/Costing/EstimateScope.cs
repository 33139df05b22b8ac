using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;
using Automation.Matching;

namespace Automation.Costing;

/// <summary>What is known before a run begins. What only the run can tell throws, and is noted beside that, since a lambda may swallow it and a template has defaults.</summary>
internal sealed class EstimateScope(IRunScope seen) : TriggerView(seen)
{
    /// <summary>Whether something was asked for that is not known.</summary>
    public bool Missed { get; private set; }

    public override RunId RunId => throw Unknown();

    public override StepError? Failure => throw Unknown();

    public override bool TryGetOutput(string nodeId, out JsonElement output) => throw Unknown();

    public override bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome) => throw Unknown();

    public override bool TryGetItem(string loopId, out JsonElement item) => throw Unknown();

    private InvalidOperationException Unknown()
    {
        Missed = true;
        return new InvalidOperationException("Only the run can tell.");
    }
}
