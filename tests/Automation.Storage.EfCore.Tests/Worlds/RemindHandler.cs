namespace Automation.Storage.EfCore.Tests.Worlds;

public sealed class RemindHandler(Notes notes) : IActionHandler<Remind>
{
    public Task HandleAsync(Remind action, StepContext context, CancellationToken cancellationToken)
    {
        notes.Add(action.Id);
        return Task.CompletedTask;
    }
}
