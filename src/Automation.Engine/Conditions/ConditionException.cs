namespace Automation.Conditions;

/// <summary>A condition that has no answer: a value it compares with is missing, or its pattern ran out of time.</summary>
/// <param name="code">One of <see cref="ConditionCodes"/>, or of the codes of templates.</param>
/// <param name="message">Sentence for people.</param>
/// <param name="pointer">JSON Pointer to the condition in its document.</param>
/// <param name="innerException">What it came from.</param>
internal sealed class ConditionException(string code, string message, string pointer, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Code { get; } = code;

    public string Pointer { get; } = pointer;
}
