namespace Automation.Engine.Tests.Deploying;

[Event("deployed.order", Subject = nameof(Id))]
public sealed record DeployedOrder(string Id);
