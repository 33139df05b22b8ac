using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation;

/// <summary>What <c>services.AddAutomation(…)</c> hands to the host: rules, handlers and a store are added to it by extension methods of the packages.</summary>
/// <remarks><c>Add…</c> may be repeated, <c>Use…</c> chooses one. Not thread-safe.</remarks>
/// <param name="services">The host's services.</param>
public sealed class AutomationBuilder(IServiceCollection services)
{
    private string? _chosenBy;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Chooses the store; for packages with a store, whose <c>Use…</c> methods call it.</summary>
    /// <remarks>The last call counts. A later <c>AddAutomation</c> may choose another kind of store, as a test does that takes over an application's configuration.</remarks>
    /// <param name="method">The method that chooses the store, for messages: <c>UseSqlite</c>.</param>
    /// <param name="create">Makes the store when the host starts.</param>
    /// <exception cref="InvalidOperationException">The same <c>AddAutomation</c> has chosen another kind of store already.</exception>
    public AutomationBuilder UseStore(string method, Func<IServiceProvider, IAutomationStore> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(create);
        if (_chosenBy is { } other && other != method)
        {
            throw new InvalidOperationException($"{other} and {method} both choose the store, and there is one. Leave one of the two calls out of AddAutomation.");
        }

        _chosenBy = method;
        Services.Replace(ServiceDescriptor.Singleton(create));
        return this;
    }
}
