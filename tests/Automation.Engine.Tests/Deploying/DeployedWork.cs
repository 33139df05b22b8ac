namespace Automation.Engine.Tests.Deploying;

[Action("deployed.work")]
public sealed record DeployedWork(string Id) : IAction;
