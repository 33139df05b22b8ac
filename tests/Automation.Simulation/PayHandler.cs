namespace Automation.Simulation;

internal sealed class PayHandler(World world, Machine machine, Life life) : IActionHandler<Pay>
{
    public async Task HandleAsync(Pay action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        world.Called(machine, action, "pay", context);
        await machine.Pass(life, world.Scheduler.Between(1, 3000)).WaitAsync(cancellationToken);
    }
}
