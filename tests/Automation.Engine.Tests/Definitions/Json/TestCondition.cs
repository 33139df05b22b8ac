using System.Text.Json;
using Automation.Conditions;

namespace Automation.Definitions.Json;

/// <summary>A condition of the host's that only has a name.</summary>
internal sealed class TestCondition : ConditionDescriptor
{
    public override Task<bool> EvaluateAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, ConditionContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public static TestCondition Of(string name) => new() { Name = name, ConditionType = typeof(object), HandlerType = typeof(object) };
}
