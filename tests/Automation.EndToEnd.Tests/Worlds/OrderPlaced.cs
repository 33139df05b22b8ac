namespace Automation.EndToEnd.Worlds;

[Event("order.placed", Subject = nameof(Id))]
public sealed record OrderPlaced(string Id, int Amount = 1);
