using Microsoft.Extensions.DependencyInjection;

namespace Automation;

/// <summary>What <c>services.AddAutomation(…)</c> hands to the host: rules, handlers and a store are added to it by extension methods of the packages.</summary>
/// <remarks><c>Add…</c> may be repeated, <c>Use…</c> chooses one. Not thread-safe.</remarks>
/// <param name="services">The host's services.</param>
public sealed class AutomationBuilder(IServiceCollection services)
{
    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; } = services;
}
