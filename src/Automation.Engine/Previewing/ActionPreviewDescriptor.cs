using System.Text.Json;
using Automation.Handlers;

namespace Automation.Previewing;

/// <summary>An action and the class that says what it would do.</summary>
internal sealed class ActionPreviewDescriptor<TPreview, TAction> : PreviewDescriptor
    where TPreview : class, IActionPreview<TAction>
    where TAction : class, IAction
{
    public override Task<ActionPreview> AskAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, PreviewContext context, CancellationToken cancellationToken)
    {
        var words = $"the preview of action '{Name}'";
        return HandlerCall.Create<TPreview>(services, words).PreviewAsync(HandlerCall.Read<TAction>(config, json, words), context, cancellationToken);
    }
}
