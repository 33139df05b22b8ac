using Automation.Json;

namespace Automation.EndToEnd.Worlds;

internal sealed class JobHandler(Outside outside, Life life) : IDeferredActionHandler<Job>
{
    public async Task<JobId> StartAsync(Job action, StepContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        outside.Record(action, action.Name, context, AutomationJson.Default);
        await Task.Yield();
        outside.Jobs[action.Name] = context.CompletionToken;
        return new JobId($"job-{action.Name}");
    }
}
