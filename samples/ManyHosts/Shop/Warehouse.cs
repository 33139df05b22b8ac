using Automation;

namespace ManyHosts.Shop;

/// <summary>Does the steps. Each is called once, or again with the same key when its process died meanwhile.</summary>
internal sealed class Warehouse(CallBook calls, TimeProvider time) : IActionHandler<Reserve, string>, IActionHandler<Pack, string>, IActionHandler<Ship>
{
    private static readonly TimeSpan Effort = TimeSpan.FromMilliseconds(100);

    public async Task<string> HandleAsync(Reserve action, StepContext context, CancellationToken cancellationToken)
    {
        await WorkAsync(action.Order, context, cancellationToken);
        return $"shelf {action.Order % 7}";
    }

    public async Task<string> HandleAsync(Pack action, StepContext context, CancellationToken cancellationToken)
    {
        await WorkAsync(action.Order, context, cancellationToken);
        return $"parcel {action.Order} from {action.Shelf}";
    }

    public Task HandleAsync(Ship action, StepContext context, CancellationToken cancellationToken) => WorkAsync(action.Order, context, cancellationToken);

    private async Task WorkAsync(int order, StepContext context, CancellationToken cancellationToken)
    {
        await calls.WriteAsync(order, context, cancellationToken);
        await Task.Delay(Effort, time, cancellationToken);
    }
}
