using System.Text.Json;

namespace Automation.Previewing;

/// <summary>How an action is asked what it would do.</summary>
internal abstract class PreviewDescriptor
{
    /// <summary>The action's stored name.</summary>
    public required string Name { get; init; }

    /// <summary>Asks once, from a fresh DI scope's services.</summary>
    public abstract Task<ActionPreview> AskAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, PreviewContext context, CancellationToken cancellationToken);
}
