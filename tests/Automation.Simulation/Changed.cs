namespace Automation.Simulation;

/// <param name="Id">What changed: one of few.</param>
/// <param name="Rule">The rule that it starts.</param>
/// <param name="Number">Which change it is.</param>
[Event("order.changed", Subject = nameof(Id))]
public sealed record Changed(string Id, string Rule, int Number);
