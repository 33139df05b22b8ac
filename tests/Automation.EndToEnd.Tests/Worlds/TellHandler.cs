using Automation.Json;

namespace Automation.EndToEnd.Worlds;

internal sealed class TellHandler(Outside outside, Life life) : IActionHandler<Tell>
{
    public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        outside.Record(action, action.Name, context, AutomationJson.Default);
        return context.PublishAsync(new OrderPaid(action.Id, 9), cancellationToken: cancellationToken);
    }
}
