namespace Automation.Simulation;

[Event("order.paid", Subject = nameof(Id))]
public sealed record Paid(string Id);
