using Automation;
using Automation.Client;
using Automation.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What can be asked of a host before it starts.</summary>
public static class AutomationServiceProviderExtensions
{
    /// <summary>Compares the runs that have not ended with the rules of this build: which can go on with it, and which cannot.</summary>
    /// <remarks>
    /// For a check before a deployment: the host need not be started. Then a store that is there is opened, which upgrades tables of a former version as a start would; no run is worked on, and nothing
    /// else is written. One that is not there is not created (<see cref="DeploymentReport.StoreFound"/>). Every host says at its start in the log what differs, for the 5,000 oldest runs.
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="options">How many runs are looked at; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="RuleDefinitionException">Rules of this build are faulty.</exception>
    /// <exception cref="InvalidOperationException">The services have no automations, or no store is chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is less than 1.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached.</exception>
    public static Task<DeploymentReport> CheckAutomationAsync(
        this IServiceProvider services, DeploymentCheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        options ??= new DeploymentCheckOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRuns, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRunsPerVersion, 1, nameof(options));
        var engine = services.GetService<AutomationEngine>() ?? throw new InvalidOperationException("These services have no automations. Call services.AddAutomation(…), as the host does, before they are built.");
        return engine.CheckAsync(options, cancellationToken).AskAsync();
    }
}
