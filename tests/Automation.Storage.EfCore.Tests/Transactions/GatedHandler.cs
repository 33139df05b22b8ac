namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>Works until a test lets it.</summary>
public sealed class GatedHandler(Gates gates) : IActionHandler<Gated>
{
    public Task HandleAsync(Gated action, StepContext context, CancellationToken cancellationToken) => gates.PassAsync(action.Id);
}
