namespace Automation.Storage.EfCore.Tests.Worlds;

[Event("order.placed", Subject = nameof(Id))]
public sealed record OrderPlaced(string Id);
