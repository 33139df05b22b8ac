namespace Automation;

/// <summary>Does the work of an action that has a result. Created from a DI scope of its own for every try.</summary>
/// <typeparam name="TAction">The action's record.</typeparam>
/// <typeparam name="TResult">The result, as the action declares it.</typeparam>
public interface IActionHandler<in TAction, TResult>
    where TAction : class, IAction<TResult>
{
    /// <summary>Does the work once and returns its result, which is final once it is recorded.</summary>
    /// <remarks>
    /// Called at least once per step: after a crash in mid-call it is called again with the same
    /// <see cref="StepContext.IdempotencyKey"/> and the same action. Throw to fail this try; the step's retry policy decides what follows.
    /// </remarks>
    /// <param name="action">The config as it was recorded before the first try.</param>
    /// <param name="context">The step: key, progress, log.</param>
    /// <param name="cancellationToken">Cancelled when the step times out, the run is cancelled, or the host stops.</param>
    Task<TResult> HandleAsync(TAction action, StepContext context, CancellationToken cancellationToken);
}
