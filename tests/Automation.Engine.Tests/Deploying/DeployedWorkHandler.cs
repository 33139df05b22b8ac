namespace Automation.Engine.Tests.Deploying;

public sealed class DeployedWorkHandler : IActionHandler<DeployedWork>
{
    public Task HandleAsync(DeployedWork action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
