using Automation.Storage.EfCore.Tests.Hosts;

namespace Automation.Storage.EfCore.Tests.Transactions;

[InTransaction(typeof(ShopContext))]
public sealed class ReserveLaterHandler : IDeferredActionHandler<ReserveLater>
{
    public Task<JobId> StartAsync(ReserveLater action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(new JobId("1"));
}
