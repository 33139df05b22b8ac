namespace Automation.Simulation;

internal sealed class TellHandler(World world, Machine machine, Life life) : IActionHandler<Tell>
{
    public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        world.Called(machine, action, "tell", context);
        return context.PublishAsync(new Told(action.Id), cancellationToken: cancellationToken);
    }
}
