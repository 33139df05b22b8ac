namespace Automation.Benchmarks.Schedules;

internal sealed class BriefHandler : IActionHandler<Brief>
{
    public Task HandleAsync(Brief action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
