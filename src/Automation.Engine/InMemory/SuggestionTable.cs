namespace Automation.Storage;

/// <summary>The suggestions of all scopes.</summary>
internal sealed class SuggestionTable
{
    private readonly Dictionary<string, Dictionary<SuggestionId, Suggestion>> _scopes = new(StringComparer.Ordinal);

    /// <summary>The scopes that have some.</summary>
    public IEnumerable<string> Scopes => _scopes.Keys;

    public Suggestion? Find(string scope, SuggestionId id) => Of(scope)?.GetValueOrDefault(id);

    /// <summary>Null when too many others are open.</summary>
    public Suggestion? Add(Suggestion added)
    {
        var present = Of(added.Scope)?.Values.FirstOrDefault(one => one.Key == added.Key);
        return present is null && Of(added.Scope)?.Values.Count(one => one.State == SuggestionState.Open) >= IScopedSuggestions.MaxOpen
            ? null
            : Put(present is null ? added : Suggestions.Again(present, added));
    }

    public Suggestion? Dismiss(SuggestionDismissal dismissal) => Find(dismissal.Scope, dismissal.Id) is { State: SuggestionState.Open } open
        ? Put(open with { State = SuggestionState.Dismissed, ClosedAt = dismissal.At.ToUniversalTime(), ClosedBy = dismissal.Author, Reason = dismissal.Reason })
        : Find(dismissal.Scope, dismissal.Id);

    /// <summary>Whether it can be accepted.</summary>
    public bool IsOpen(string scope, SuggestionAcceptance acceptance) => Find(scope, acceptance.Id) is { State: SuggestionState.Open } open && open.Revision == acceptance.Revision;

    public void Accept(SuggestionAcceptance acceptance, StoredRule rule) => Put(Find(rule.Scope, acceptance.Id)! with
    {
        State = SuggestionState.Accepted, ClosedAt = rule.SavedAt, ClosedBy = rule.Author, Rule = rule.Name, RuleVersion = rule.Version,
    });

    public IEnumerable<Suggestion> List(string scope, SuggestionQuery query) => (Of(scope)?.Values ?? Enumerable.Empty<Suggestion>())
        .Where(one => (query.State is null || one.State == query.State)
            && (query.After is not { } after || one.Score < after.Score || (one.Score == after.Score && one.Id.CompareTo(after.Id) > 0)))
        .OrderByDescending(one => one.Score).ThenBy(one => one.Id)
        .Take(query.Limit);

    /// <summary>Closed ones of which nobody has said anything since. Answers how many.</summary>
    public int RemoveBefore(string scope, DateTimeOffset before, int limit)
    {
        var old = (Of(scope)?.Values ?? Enumerable.Empty<Suggestion>()).Where(one => one.ClosedAt < before && one.ProposedAt < before).Take(limit).ToArray();
        foreach (var one in old)
        {
            _scopes[scope].Remove(one.Id);
        }

        if (Of(scope) is { Count: 0 })
        {
            _scopes.Remove(scope);
        }

        return old.Length;
    }

    private Suggestion Put(Suggestion suggestion)
    {
        if (!_scopes.TryGetValue(suggestion.Scope, out var scope))
        {
            _scopes.Add(suggestion.Scope, scope = []);
        }

        return scope[suggestion.Id] = suggestion;
    }

    private Dictionary<SuggestionId, Suggestion>? Of(string scope) => _scopes.GetValueOrDefault(scope);
}
