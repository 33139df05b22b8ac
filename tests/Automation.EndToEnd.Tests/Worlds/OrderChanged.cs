namespace Automation.EndToEnd.Worlds;

[Event("order.changed", Subject = nameof(Id))]
public sealed record OrderChanged(string Id, string Rule, string Job);
