namespace Automation.EndToEnd.Worlds;

[Event("order.paid", Subject = nameof(Id))]
public sealed record OrderPaid(string Id, int Amount = 1);
