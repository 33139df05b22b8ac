using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;

namespace Automation.Matching;

/// <summary>What is visible of a run that does not exist: all that was visible before it, and what somebody says of the rest.</summary>
internal abstract class TriggerView(IRunScope seen) : IRunScope
{
    public string Scope => seen.Scope;

    public string Rule => seen.Rule;

    public abstract RunId RunId { get; }

    public string TimeZone => seen.TimeZone;

    public string? Subject => seen.Subject;

    public TriggerInfo Trigger => seen.Trigger;

    public JsonElement TriggerData => seen.TriggerData;

    public JsonElement Input => seen.Input;

    public Type? InputType => seen.InputType;

    public JsonElement Parameters => seen.Parameters;

    public JsonSerializerOptions Json => seen.Json;

    public abstract StepError? Failure { get; }

    public abstract bool TryGetOutput(string nodeId, out JsonElement output);

    public abstract bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome);

    public abstract bool TryGetItem(string loopId, out JsonElement item);
}
