namespace Automation;

/// <summary>Throw it from a handler to fail the step with a code of your own, and to say whether another try makes sense.</summary>
/// <param name="code">A stable word for the failure, such as <c>refused</c>.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="retry">Whether the step's retry policy applies; false fails the step at once.</param>
/// <param name="innerException">What caused it; may be null.</param>
public sealed class StepFailedException(string code, string message, bool retry = true, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The code recorded in <see cref="StepError.Code"/>.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the step's retry policy applies.</summary>
    public bool Retry { get; } = retry;
}
