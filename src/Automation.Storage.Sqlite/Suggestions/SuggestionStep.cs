namespace Automation.Storage;

/// <summary>Adds and closes suggestions, inside a transaction that is already begun.</summary>
internal sealed class SuggestionStep(SqliteConnectionHandle connection)
{
    private readonly Statement _countOpen = connection.Prepare(SuggestionSql.CountOpen, "suggestion");
    private readonly Statement _put = connection.Prepare(SuggestionSql.Put);
    private readonly Statement _close = connection.Prepare(SuggestionSql.Close);
    private readonly SuggestionReader _suggestions = new(connection);

    /// <summary>Null when too many others are open.</summary>
    public Suggestion? Add(Suggestion added)
    {
        var present = _suggestions.FindKey(added.Scope, added.Key);
        if (present is null && CountOpen(added.Scope) >= IScopedSuggestions.MaxOpen)
        {
            return null;
        }

        var stored = present is null ? added : Suggestions.Again(present, added);
        _put.With()
            .Text(stored.Scope).Id(stored.Id.Value).Text(stored.Key).Text(stored.Title).Text(stored.Description).Text(stored.Json).Number(stored.Revision).Real(stored.Score).Text(stored.Author)
            .Number((int)stored.State).Time(stored.CreatedAt).Time(stored.ProposedAt)
            .Run();
        return _suggestions.Find(stored.Scope, stored.Id);
    }

    public Suggestion? Dismiss(SuggestionDismissal dismissal)
    {
        Close(dismissal.Scope, dismissal.Id, SuggestionState.Dismissed, dismissal.At, dismissal.Author, dismissal.Reason, null);
        return _suggestions.Find(dismissal.Scope, dismissal.Id);
    }

    /// <summary>Whether it can be accepted.</summary>
    public bool IsOpen(string scope, SuggestionAcceptance acceptance) =>
        _suggestions.Find(scope, acceptance.Id) is { State: SuggestionState.Open } open && open.Revision == acceptance.Revision;

    public void Accept(SuggestionAcceptance acceptance, StoredRule rule) => Close(rule.Scope, acceptance.Id, SuggestionState.Accepted, rule.SavedAt, rule.Author, null, rule);

    private void Close(string scope, SuggestionId id, SuggestionState state, DateTimeOffset at, string? author, string? reason, StoredRule? rule) =>
        _close.With().Number((int)state).Time(at).Text(author).Text(reason).Text(rule?.Name).Number(rule?.Version).Text(scope).Id(id.Value).Run();

    private long CountOpen(string scope)
    {
        using var rows = _countOpen.With().Text(scope).Query();
        return rows.Next() ? rows.Number(0) : 0;
    }
}
