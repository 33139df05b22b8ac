namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        return Transact(data => data.Suggestions.Add(suggestion), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken) => Transact(data => data.Suggestions.Find(scope, id), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return Transact<IReadOnlyList<Suggestion>>(data => [.. data.Suggestions.List(scope, query)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dismissal);
        return Transact(data => data.Suggestions.Dismiss(dismissal), cancellationToken);
    }
}
