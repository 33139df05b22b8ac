using System.Text.Json;
using Automation.Handlers;

namespace Automation.Actions;

/// <summary>An action whose handler starts work that ends elsewhere.</summary>
internal sealed class DeferredActionDescriptor<THandler, TAction> : ActionDescriptor
    where THandler : class, IDeferredActionHandler<TAction>
    where TAction : class, IAction
{
    public override async ValueTask<JsonElement> InvokeAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken)
    {
        var handler = HandlerCall.Create<THandler>(services, Words);
        var job = await handler.StartAsync(HandlerCall.Read<TAction>(config, json, Words), context, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.SerializeToElement(job.Value, json);
    }
}
