namespace Automation.Simulation;

[Event("order.placed", Subject = nameof(Id))]
public sealed record Placed(string Id, int Kind, int Seconds);
