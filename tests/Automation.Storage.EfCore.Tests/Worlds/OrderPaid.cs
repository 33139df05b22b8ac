namespace Automation.Storage.EfCore.Tests.Worlds;

[Event("order.paid", Subject = nameof(Id))]
public sealed record OrderPaid(string Id);
