using Automation;
using Automation.Client;
using Automation.Diagnostics;
using Automation.Hosting;
using Automation.Scheduling;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds automations to a host.</summary>
public static class AutomationServiceCollectionExtensions
{
    /// <summary>Adds the engine, its hosted service and <see cref="IAutomationClient"/>. Calling it again adds to the same engine.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Chooses the store and adds rules and handlers.</param>
    public static IServiceCollection AddAutomation(this IServiceCollection services, Action<AutomationBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<AutomationOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AutomationOptions>, AutomationOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActivityTracker>();
        services.TryAddSingleton<AutomationDiagnostics>();
        services.TryAddSingleton<IScopeDirectory>(provider => new OptionsScopeDirectory(provider.GetRequiredService<IOptions<AutomationOptions>>().Value));
        services.TryAddSingleton<AutomationEngine>();
        services.TryAddSingleton<EngineEnd>();
        services.TryAddSingleton<IAutomationClient, AutomationClient>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AutomationHostedService>());
        configure(new AutomationBuilder(services));
        return services;
    }

    /// <summary>Sets options; may be called several times.</summary>
    public static AutomationBuilder Configure(this AutomationBuilder builder, Action<AutomationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Keeps everything in memory: gone with the process. For tests and trials.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="database">The data, when several hosts of one process shall share them; null for data of its own.</param>
    public static AutomationBuilder UseInMemory(this AutomationBuilder builder, InMemoryDatabase? database = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var data = database ?? new InMemoryDatabase();
        return builder.UseStore(nameof(UseInMemory), _ => new InMemoryStore(data));
    }

    /// <summary>Adds a health check: healthy while the host works on runs, degraded while it only publishes and reads, unhealthy without its store.</summary>
    public static IHealthChecksBuilder AddAutomation(this IHealthChecksBuilder builder, string name = "automation")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name, services => ActivatorUtilities.CreateInstance<AutomationHealthCheck>(services), failureStatus: null, tags: null));
    }
}
