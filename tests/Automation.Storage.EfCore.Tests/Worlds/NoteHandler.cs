namespace Automation.Storage.EfCore.Tests.Worlds;

public sealed class NoteHandler(Notes notes) : IActionHandler<Note>
{
    public Task HandleAsync(Note action, StepContext context, CancellationToken cancellationToken)
    {
        notes.Add(action.Id);
        return Task.CompletedTask;
    }
}
