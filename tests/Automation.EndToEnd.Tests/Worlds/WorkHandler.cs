using Automation.Json;

namespace Automation.EndToEnd.Worlds;

internal sealed class WorkHandler(Outside outside, Life life) : IActionHandler<Work, string>
{
    public async Task<string> HandleAsync(Work action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        outside.Record(action, action.Name, context, AutomationJson.Default);
        return outside.Behaviour is { } behaviour
            ? await behaviour(action, context, cancellationToken)
            : $"{action.Name}({action.Text})";
    }
}
