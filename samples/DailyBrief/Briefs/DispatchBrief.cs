using Automation;

namespace DailyBrief.Briefs;

/// <summary>Hands a text to the tenant's bot, as if the tenant had been written to.</summary>
[Action("brief.dispatch")]
internal sealed record DispatchBrief(string Text) : IAction;

internal sealed class DispatchBriefHandler(Bot bot) : IActionHandler<DispatchBrief>
{
    public Task HandleAsync(DispatchBrief action, StepContext context, CancellationToken cancellationToken)
    {
        bot.Handle(new Update(context.IdempotencyKey, new Message(new Chat(context.Scope), action.Text)));
        return Task.CompletedTask;
    }
}
