namespace Automation;

/// <summary>A suggestion is not acceptable; nothing was stored. What is wrong with its rule is said by <see cref="RuleDefinitionException"/>.</summary>
/// <param name="code">A stable word: <c>invalid-title</c>, <c>invalid-description</c>, <c>invalid-score</c>, <c>invalid-key</c> or <c>too-many-suggestions</c>.</param>
/// <param name="message">A sentence that names the place, the value and the way out.</param>
public sealed class SuggestionRejectedException(string code, string message) : Exception(message)
{
    /// <summary>The stable word.</summary>
    public string Code { get; } = code;
}
