namespace Automation.Simulation;

internal sealed class WorkHandler(World world, Machine machine, Life life) : IActionHandler<Work, string>
{
    public async Task<string> HandleAsync(Work action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        world.Called(machine, action, action.Name, context);
        var draw = world.Weather.IsFair ? world.Scheduler.Random.Next(70) : world.Scheduler.Random.Next(100);
        switch (draw)
        {
            case < 20:
                break;
            case < 70:
                await machine.Pass(life, world.Scheduler.Between(1, 500)).WaitAsync(cancellationToken);
                break;
            case < 85:
                await machine.Pass(life, world.Scheduler.Between(500, 8000)).WaitAsync(cancellationToken);
                break;
            case < 94:
                throw new InvalidOperationException("A fault of the simulation.");
            case < 98:
                await machine.Pass(life, TimeSpan.FromDays(1)).WaitAsync(cancellationToken);
                break;
            default:
                // It does not listen to its token.
                await machine.Pass(life, world.Scheduler.Between(1000, 40_000));
                break;
        }

        return $"{action.Name}({action.Text})";
    }
}
