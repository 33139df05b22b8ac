namespace Automation.Storage;

/// <summary>The suggestion of which a rule is made by saving it: closed in the same transaction, by the rule's author at the rule's time.</summary>
/// <param name="Id">The suggestion, of the rule's scope.</param>
/// <param name="Revision">The revision that the rule was made of. When the suggestion is not open with this one, nothing is stored.</param>
public readonly record struct SuggestionAcceptance(SuggestionId Id, int Revision);
