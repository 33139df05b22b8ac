using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;

namespace Automation.Costing;

/// <summary>What is known before a run begins. What only the run can tell throws, and is noted beside that, since a lambda may swallow it and a template has defaults.</summary>
internal sealed class EstimateScope(IRunScope seen) : IRunScope
{
    /// <summary>Whether something was asked for that is not known.</summary>
    public bool Missed { get; private set; }

    public string Scope => seen.Scope;

    public string Rule => seen.Rule;

    public RunId RunId => throw Unknown();

    public string TimeZone => seen.TimeZone;

    public string? Subject => seen.Subject;

    public TriggerInfo Trigger => seen.Trigger;

    public JsonElement TriggerData => seen.TriggerData;

    public JsonElement Input => seen.Input;

    public Type? InputType => seen.InputType;

    public JsonElement Parameters => seen.Parameters;

    public JsonSerializerOptions Json => seen.Json;

    public StepError? Failure => throw Unknown();

    public bool TryGetOutput(string nodeId, out JsonElement output) => throw Unknown();

    public bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome) => throw Unknown();

    public bool TryGetItem(string loopId, out JsonElement item) => throw Unknown();

    private InvalidOperationException Unknown()
    {
        Missed = true;
        return new InvalidOperationException("Only the run can tell.");
    }
}
