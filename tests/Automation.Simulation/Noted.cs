namespace Automation.Simulation;

/// <summary>Starts the rule that all scopes share, when there is one and it is switched on.</summary>
[Event("order.noted", Subject = nameof(Id))]
public sealed record Noted(string Id);
