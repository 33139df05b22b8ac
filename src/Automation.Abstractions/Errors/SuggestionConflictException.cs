namespace Automation;

/// <summary>A suggestion is not as the caller thinks: somebody else has decided otherwise, or another rule is proposed. Nothing was stored.</summary>
/// <param name="present">The suggestion as it is.</param>
/// <param name="message">What it is, and the way out.</param>
public sealed class SuggestionConflictException(Suggestion present, string message) : Exception(message)
{
    /// <summary>The suggestion as it is.</summary>
    public Suggestion Present { get; } = present;
}
