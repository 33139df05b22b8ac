namespace Automation.Simulation;

[Event("order.told", Subject = nameof(Id))]
public sealed record Told(string Id);
