namespace Automation.Engine.Tests.Samples;

[Action("brief.compose")] public sealed record ComposeBrief(DateOnly Day, string Kind) : IAction<string>;

[Action("brief.dispatch")] public sealed record Dispatch(string Channel, string Text) : IAction;

[Trigger("imap.inbox")] public sealed record Inbox(string Connection, string Folder = "INBOX") : ITrigger<Mail>;

public sealed record Mail(string From, string Subject);

public sealed class BriefHandlers : IActionHandler<ComposeBrief, string>, IActionHandler<Dispatch>, IPollingTrigger<Inbox, Mail>
{
    public Task<string> HandleAsync(ComposeBrief action, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult($"{action.Kind} {action.Day:O}");

    public Task HandleAsync(Dispatch action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<PollResult<Mail>> PollAsync(Inbox trigger, PollContext context, CancellationToken cancellationToken) => Task.FromResult(new PollResult<Mail>());
}
