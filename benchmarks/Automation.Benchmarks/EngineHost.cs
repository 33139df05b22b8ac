using System.Diagnostics.Metrics;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Automation.Benchmarks;

/// <summary>A host as users have it, and a count of the runs that ended in it.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    /// <summary>An end is told a moment before its place is free: without spare places the next run would wait for a claim.</summary>
    private const int SparePlaces = 64;

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

    public static Task<EngineHost> StartAsync(IAutomationStore store, int concurrency) =>
        StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton(store)), concurrency);

    /// <summary>Starts a host with the store that is chosen there.</summary>
    public static async Task<EngineHost> StartAsync(Action<AutomationBuilder> store, int concurrency)
    {
        var host = new EngineHost(builder =>
        {
            store(builder);
            Workload.Register(builder.Configure(options => options.MaxConcurrentRuns = concurrency + SparePlaces));
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
