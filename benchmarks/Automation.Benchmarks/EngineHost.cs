using System.Diagnostics.Metrics;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Automation.Benchmarks;

/// <summary>A host as users have it, and a count of the runs that ended in it.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<IHostedService> _hosted;
    private readonly ServiceProvider _services;
    private Action? _ended;

    private EngineHost(Action<AutomationBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddAutomation(configure);
        _services = services.BuildServiceProvider();
        _hosted = [.. _services.GetServices<IHostedService>()];
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "automation.runs.ended", Meter.Name: "Automation" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => _ended?.Invoke());
        _listener.Start();
    }

    public IScopedAutomation Scope => In(Workload.Scope);

    public static async Task<EngineHost> StartAsync(IAutomationStore store, int concurrency)
    {
        var host = new EngineHost(builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(store));
            Workload.Register(builder.Configure(options => options.MaxConcurrentRuns = Math.Max(concurrency, 1)));
        });
        foreach (var service in host._hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public IScopedAutomation In(string scope) => _services.GetRequiredService<IAutomationClient>().In(scope);

    /// <summary>Called after each end of a run was committed.</summary>
    public void OnEnded(Action ended) => _ended = ended;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _hosted)
        {
            await service.StopAsync(CancellationToken.None);
        }

        _listener.Dispose();
        await _services.DisposeAsync();
    }
}
