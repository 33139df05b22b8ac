namespace Automation.Simulation;

internal sealed class JobHandler(World world, Machine machine, Life life) : IDeferredActionHandler<Job>
{
    public async Task<JobId> StartAsync(Job action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        world.Called(machine, action, action.Name, context);
        var token = context.CompletionToken;
        if (world.Weather.IsFair || world.Scheduler.Chance(0.8))
        {
            // Often before the handler has returned.
            world.Scheduler.After(world.Scheduler.Between(0, 20_000), () => world.Begin($"completion of {action.Name}", world.Customers.CompleteAsync(context.Scope, token)));
        }

        await machine.Pass(life, world.Scheduler.Between(0, 300)).WaitAsync(cancellationToken);
        return new JobId($"job {action.Name}");
    }
}
