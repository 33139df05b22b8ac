using System.Globalization;
using Automation.Intake;
using Automation.Json;

namespace Automation.Client;

/// <summary>What suggestions must look like, and what they must be to be accepted.</summary>
internal static class SuggestionCheck
{
    /// <summary>All but the rule.</summary>
    /// <exception cref="SuggestionRejectedException">Something is not acceptable.</exception>
    public static void Check(NewSuggestion suggestion)
    {
        ArgumentNullException.ThrowIfNull(suggestion.Title);
        ArgumentNullException.ThrowIfNull(suggestion.Json);
        if (string.IsNullOrWhiteSpace(suggestion.Title) || suggestion.Title.Length > NewSuggestion.MaxTitle || !PlainText.Is(suggestion.Title))
        {
            throw new SuggestionRejectedException("invalid-title", $"The title {ShortText.Quote(suggestion.Title)} has {Wrong(suggestion.Title)}; 1 to {NewSuggestion.MaxTitle} printable characters are allowed. The description has room for more.");
        }

        if (suggestion.Description?.Length > NewSuggestion.MaxDescription)
        {
            throw new SuggestionRejectedException("invalid-description", $"The description has {suggestion.Description.Length} characters; at most {NewSuggestion.MaxDescription} are allowed. Shorten it.");
        }

        if (!(suggestion.Score >= 0 && suggestion.Score <= 1))
        {
            throw new SuggestionRejectedException("invalid-score", $"The score is {suggestion.Score.ToString(CultureInfo.InvariantCulture)}; 0 to 1 is allowed. Divide it by the greatest that there can be.");
        }

        if (suggestion.Key is { } key && !IntakeNames.IsKey(key))
        {
            throw new SuggestionRejectedException("invalid-key", $"The key {ShortText.Quote(key)} has {Wrong(key)}; 1 to {IntakeNames.MaxKey} printable characters are allowed. A hash of a longer key is a key, too.");
        }
    }

    public static SuggestionRejectedException TooMany(string scope) =>
        new("too-many-suggestions", $"Scope '{scope}' has {IScopedSuggestions.MaxOpen} open suggestions, and no more are allowed. Dismiss some, and add the best ones first.");

    /// <exception cref="SuggestionConflictException">It is dismissed, or another rule than the expected one is proposed.</exception>
    public static void CheckAcceptable(Suggestion suggestion, int? expectedRevision)
    {
        if (suggestion.State == SuggestionState.Dismissed)
        {
            var why = suggestion.Reason is null ? "" : $" ({suggestion.Reason})";
            throw new SuggestionConflictException(suggestion, $"Suggestion '{suggestion.Id}' was dismissed{By(suggestion)}{why}, and no rule is made of it. Save its JSON with Rules.SaveAsync if the rule is wanted all the same.");
        }

        if (expectedRevision is { } expected && expected != suggestion.Revision)
        {
            throw new SuggestionConflictException(
                suggestion, $"Suggestion '{suggestion.Id}' is at revision {suggestion.Revision}, and revision {expected} was to be accepted: another rule is proposed by now. Look at it again, and accept what you have seen.");
        }
    }

    public static SuggestionConflictException AlreadyAccepted(Suggestion suggestion) =>
        new(suggestion, $"Suggestion '{suggestion.Id}' was accepted{By(suggestion)}, and rule '{suggestion.Rule}' was made of it. Disable or delete the rule if it is not wanted.");

    private static string By(Suggestion suggestion) => $"{(suggestion.ClosedBy is null ? "" : $" by {suggestion.ClosedBy}")} at {Instant.Text(suggestion.ClosedAt!.Value)}";

    private static string Wrong(string text) => string.IsNullOrWhiteSpace(text) ? "nothing to read" : PlainText.Is(text) ? $"{text.Length} characters" : "a character that cannot be printed";
}
