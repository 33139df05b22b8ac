namespace Automation;

/// <summary>Says what an action would do, without doing it. Implemented by the action's handler, or by a class of its own, which is registered like a handler.</summary>
/// <remarks>
/// Created from a DI scope of its own. It may read; writing calls of <see cref="IAutomationClient"/>, outgoing HTTP calls through <see cref="HttpClient"/> and writes through Entity Framework Core throw
/// <see cref="PreviewWriteException"/> while it runs. What it does by other ways is its own responsibility. Throw <see cref="StepFailedException"/> to say that the action would fail.
/// </remarks>
/// <typeparam name="TAction">The action's record.</typeparam>
public interface IActionPreview<in TAction>
    where TAction : class, IAction
{
    /// <summary>What the action would do with this input.</summary>
    /// <param name="action">The input, rendered as the step would get it.</param>
    /// <param name="context">Which step of which rule.</param>
    /// <param name="cancellationToken">Cancelled when the caller stops waiting, or after 30 seconds.</param>
    Task<ActionPreview> PreviewAsync(TAction action, PreviewContext context, CancellationToken cancellationToken);
}
