using System.Text.Json;

namespace Automation.Costing;

/// <summary>How often a step was called, as far as that is recorded.</summary>
/// <param name="Action">The action's stored name.</param>
/// <param name="Input">The config; null where it is not recorded.</param>
/// <param name="Count">How often; 1 or more.</param>
internal sealed record StepCalls(string Action, JsonElement? Input, int Count);
