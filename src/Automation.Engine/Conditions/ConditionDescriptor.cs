using System.Text.Json;

namespace Automation.Conditions;

/// <summary>A condition of the host's: its record and how to ask its handler.</summary>
internal abstract class ConditionDescriptor
{
    public required string Name { get; init; }

    public required Type ConditionType { get; init; }

    public required Type HandlerType { get; init; }

    /// <summary>Asks the handler once, from a fresh DI scope's services.</summary>
    public abstract Task<bool> EvaluateAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, ConditionContext context, CancellationToken cancellationToken);
}
