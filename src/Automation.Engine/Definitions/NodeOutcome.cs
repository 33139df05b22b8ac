using System.Text.Json;

namespace Automation.Definitions;

/// <summary>What came of a node.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Output">The result; undefined when there is none.</param>
/// <param name="Error">Why it failed; null when it succeeded.</param>
internal sealed record NodeOutcome(StepStatus Status, JsonElement Output, StepError? Error)
{
    public bool Succeeded => Status == StepStatus.Succeeded;
}
