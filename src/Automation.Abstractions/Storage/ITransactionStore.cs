namespace Automation.Storage;

/// <summary>What a store adds when a step can be recorded in a transaction of the host: implemented beside <see cref="IAutomationStore"/>. For handlers with <see cref="InTransactionAttribute"/>.</summary>
public interface ITransactionStore
{
    /// <summary>Checks that a context can be used; asked when the host starts.</summary>
    /// <param name="services">A DI scope.</param>
    /// <param name="context">The class that the handler names.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">It cannot; the message says why, and what to do.</exception>
    Task CheckAsync(IServiceProvider services, Type context, CancellationToken cancellationToken);

    /// <summary>Begins a transaction on the scope's context. Takes no lock of the store.</summary>
    /// <param name="services">The DI scope that the handler is created from.</param>
    /// <param name="context">The class that the handler names.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IStepTransaction> BeginAsync(IServiceProvider services, Type context, CancellationToken cancellationToken);
}
