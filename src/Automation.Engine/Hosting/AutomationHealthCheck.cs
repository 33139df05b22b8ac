using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Automation.Hosting;

/// <summary>
/// Healthy: works on runs. Degraded: publishes and reads only, or one of the loops that keep the host at work fails time after time. Unhealthy: not started, the store does not answer, or such a loop ended against all expectation.
/// </summary>
internal sealed class AutomationHealthCheck(AutomationEngine engine) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!engine.IsStarted)
        {
            return new HealthCheckResult(HealthStatus.Unhealthy, "Automation has not started.");
        }

        try
        {
            await engine.Parts.Store.NextDueAsync(engine.Time.GetUtcNow(), [], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new HealthCheckResult(HealthStatus.Unhealthy, $"The store '{engine.Parts.Store.Name}' does not answer.", exception);
        }

        var troubles = engine.Troubles;
        return troubles.Count > 0
            ? new HealthCheckResult(
                troubles.Any(trouble => trouble.HasEnded) ? HealthStatus.Unhealthy : HealthStatus.Degraded, string.Join(' ', troubles.Select(trouble => trouble.Text)), troubles[0].Fault)
            : engine.IsWorking
                ? HealthCheckResult.Healthy("Works on runs.")
                : new HealthCheckResult(HealthStatus.Degraded, "Publishes and reads only: another process works on the runs, or this one lost its lease.");
    }
}
