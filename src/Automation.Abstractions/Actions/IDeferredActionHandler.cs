namespace Automation;

/// <summary>Starts work that ends elsewhere. The step waits, without memory or thread, until its token is completed.</summary>
/// <typeparam name="TAction">The action's record. Its result, if it declares one, comes with the completion.</typeparam>
public interface IDeferredActionHandler<in TAction>
    where TAction : class, IAction
{
    /// <summary>Starts the work and returns the id of the job that does it.</summary>
    /// <remarks>
    /// Pass <see cref="StepContext.CompletionToken"/> on before or while starting the job; a completion that arrives before this method
    /// returns is kept. After a crash it may be called again with the same key. The step's timeout counts until the completion.
    /// </remarks>
    Task<JobId> StartAsync(TAction action, StepContext context, CancellationToken cancellationToken);
}
