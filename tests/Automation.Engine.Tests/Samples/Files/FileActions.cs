namespace Automation.Engine.Tests.Samples;

[Action("cde.sync")] public sealed record CdeSync(string Connection, string Folder) : IAction<IReadOnlyList<FileRef>>;

[Action("script.run")] public sealed record RunScript(string Script, FileRef File) : IAction<FileRef>;

[Action("files.distribute")] public sealed record Distribute(IReadOnlyList<FileRef> Files, string To) : IAction;

[Action("mail.send")] public sealed record SendMail(string To, string Text) : IAction;

public sealed record FileRef(string Path);

public sealed class FileHandlers
    : IActionHandler<CdeSync, IReadOnlyList<FileRef>>, IActionHandler<RunScript, FileRef>, IActionHandler<Distribute>, IActionHandler<SendMail>
{
    public Task<IReadOnlyList<FileRef>> HandleAsync(CdeSync action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FileRef>>([new($"{action.Folder}/{action.Connection}-1"), new($"{action.Folder}/{action.Connection}-2")]);

    public Task<FileRef> HandleAsync(RunScript action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new FileRef(action.File.Path + ".ifc"));

    public Task HandleAsync(Distribute action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HandleAsync(SendMail action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
