using System.Text.Json;
using Automation.Handlers;

namespace Automation.Actions;

/// <summary>An action whose handler returns nothing.</summary>
internal sealed class PlainActionDescriptor<THandler, TAction> : ActionDescriptor
    where THandler : class, IActionHandler<TAction>
    where TAction : class, IAction
{
    public override async ValueTask<JsonElement> InvokeAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken)
    {
        var handler = HandlerCall.Create<THandler>(services, Words);
        await handler.HandleAsync(HandlerCall.Read<TAction>(config, json, Words), context, cancellationToken).ConfigureAwait(false);
        return default;
    }
}
