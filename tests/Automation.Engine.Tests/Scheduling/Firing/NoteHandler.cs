namespace Automation.Scheduling.Firing;

public sealed class NoteHandler : IActionHandler<Note>
{
    public Task HandleAsync(Note action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
