using System.Text.Json;
using Automation.Handlers;

namespace Automation.Conditions;

/// <summary>A condition and the handler that answers it.</summary>
internal sealed class HandlerConditionDescriptor<THandler, TCondition> : ConditionDescriptor
    where THandler : class, IConditionHandler<TCondition>
    where TCondition : class, ICondition
{
    public override Task<bool> EvaluateAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, ConditionContext context, CancellationToken cancellationToken)
    {
        var words = $"condition '{Name}'";
        var handler = HandlerCall.Create<THandler>(services, words);
        return handler.EvaluateAsync(HandlerCall.Read<TCondition>(config, json, words), context, cancellationToken);
    }
}
