using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;

namespace Automation.Matching;

/// <summary>What is visible before a run exists: the event, the rule's input and its parameters.</summary>
internal sealed record TriggerScope : IRunScope
{
    public required string Scope { get; init; }

    public required string Rule { get; init; }

    public RunId RunId => default;

    public required string TimeZone { get; init; }

    public required string? Subject { get; init; }

    public required TriggerInfo Trigger { get; init; }

    public required JsonElement TriggerData { get; init; }

    public required JsonElement Input { get; init; }

    public required Type? InputType { get; init; }

    public required JsonElement Parameters { get; init; }

    public required JsonSerializerOptions Json { get; init; }

    public StepError? Failure => null;

    public bool TryGetOutput(string nodeId, out JsonElement output)
    {
        output = default;
        return false;
    }

    public bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome)
    {
        outcome = null;
        return false;
    }

    public bool TryGetItem(string loopId, out JsonElement item)
    {
        item = default;
        return false;
    }
}
