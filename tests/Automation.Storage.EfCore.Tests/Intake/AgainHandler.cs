using Automation.Storage.EfCore.Tests.Hosts;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Intake;

/// <summary>Saves the next order: at once, or, where a test says so, when the handler has returned long ago.</summary>
public sealed class AgainHandler(ShopContext shop, IAutomationClient client, IServiceScopeFactory scopes, AgainLater later) : IActionHandler<Again>
{
    public async Task HandleAsync(Again action, StepContext context, CancellationToken cancellationToken)
    {
        // Should nothing else end the circle.
        if (action.Id.Length > 6)
        {
            return;
        }

        if (later.Gate is { } gate)
        {
            later.Done = Task.Run(
                async () =>
                {
                    await gate.Task;
                    await using var scope = scopes.CreateAsyncScope();
                    await SaveAsync(scope.ServiceProvider.GetRequiredService<ShopContext>(), action, CancellationToken.None);
                },
                CancellationToken.None);
            return;
        }

        await SaveAsync(shop, action, cancellationToken);
    }

    private async Task SaveAsync(ShopContext context, Again action, CancellationToken cancellationToken)
    {
        context.Publish(client.In(action.Scope), new OrderPlaced(action.Id + "x"));
        await context.SaveChangesAsync(cancellationToken);
    }
}
