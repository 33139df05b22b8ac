using Automation.Storage.EfCore.Tests.Hosts;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>Saves one row, and then does what a test says.</summary>
[InTransaction(typeof(ShopContext))]
public sealed class ReserveHandler(ShopContext shop, Script script) : IActionHandler<Reserve, int>
{
    public async Task<int> HandleAsync(Reserve action, StepContext context, CancellationToken cancellationToken)
    {
        shop.Orders.Add(new Order { Id = Guid.NewGuid(), Text = action.Id });
        await shop.SaveChangesAsync(cancellationToken);
        return await script.PlayAsync(shop);
    }
}
