using System.Text.Json;
using Automation.Actions;

namespace Automation.Definitions.Json;

/// <summary>An action that only has a name, and a result or none.</summary>
internal sealed class TestAction : ActionDescriptor
{
    public override ValueTask<JsonElement> InvokeAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public static TestAction Of(string name, bool hasResult) => new()
    {
        Name = name,
        ActionType = typeof(object),
        HandlerType = typeof(object),
        ResultType = hasResult ? typeof(object) : null,
        Deferred = false,
    };
}
