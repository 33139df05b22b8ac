using System.Text.Json;
using Automation.Handlers;

namespace Automation.Actions;

/// <summary>An action whose handler returns its result.</summary>
internal sealed class ResultActionDescriptor<THandler, TAction, TResult> : ActionDescriptor
    where THandler : class, IActionHandler<TAction, TResult>
    where TAction : class, IAction<TResult>
{
    public override async ValueTask<JsonElement> InvokeAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken)
    {
        var handler = HandlerCall.Create<THandler>(services, Words);
        var result = await handler.HandleAsync(HandlerCall.Read<TAction>(config, json, Words), context, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.SerializeToElement(result, json);
    }
}
