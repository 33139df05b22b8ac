using System.Text.Json;
using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Histories;

internal sealed class StartOtherHandler(IAutomationClient client) : IActionHandler<StartOther>
{
    public Task HandleAsync(StartOther action, StepContext context, CancellationToken cancellationToken) =>
        client.In(World.Scope).Rule("second").RunJsonAsync(JsonSerializer.SerializeToElement(new { id = action.Id, amount = 1 }), new() { Key = context.IdempotencyKey }, cancellationToken);
}
