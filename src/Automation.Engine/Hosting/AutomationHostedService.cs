using Microsoft.Extensions.Hosting;

namespace Automation.Hosting;

/// <summary>Starts and stops the engine with the host. A faulty rule or option stops the host's start.</summary>
internal sealed class AutomationHostedService(AutomationEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
