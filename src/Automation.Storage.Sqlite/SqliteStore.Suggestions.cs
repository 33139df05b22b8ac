namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        return WriteAsync(session => session.Suggestions.Add(suggestion), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Suggestions.Find(scope, id), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return ReadAsync(session => session.Suggestions.List(scope, query), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dismissal);
        return WriteAsync(session => session.Suggestions.Dismiss(dismissal), cancellationToken);
    }
}
