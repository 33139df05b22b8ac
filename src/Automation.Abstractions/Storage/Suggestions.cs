namespace Automation.Storage;

/// <summary>What stores and the engine agree on about suggestions.</summary>
public static class Suggestions
{
    /// <summary>What is stored when a suggestion is added whose key is that of another one: the other one, with what is new.</summary>
    /// <param name="present">The one that is stored.</param>
    /// <param name="added">The one that is added.</param>
    public static Suggestion Again(Suggestion present, Suggestion added)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(added);
        return present.State != SuggestionState.Open ? present with { ProposedAt = added.ProposedAt } : added with
        {
            Id = present.Id,
            CreatedAt = present.CreatedAt,
            Revision = string.Equals(present.Json, added.Json, StringComparison.Ordinal) ? present.Revision : present.Revision + 1,
        };
    }
}
