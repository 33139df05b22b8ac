namespace Automation.Storage;

/// <summary>The runs that may be claimed in one way, by scope.</summary>
internal sealed class Lane
{
    private readonly SortedDictionary<string, SortedSet<RunId>> _byScope = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _scopes = new(StringComparer.Ordinal);

    public bool IsEmpty => _scopes.Count == 0;

    public void Add(RunRow row)
    {
        if (!_byScope.TryGetValue(row.Record.Scope, out var runs))
        {
            _byScope.Add(row.Record.Scope, runs = []);
            _scopes.Add(row.Record.Scope);
        }

        runs.Add(row.Record.Id);
    }

    public void Remove(RunRow row)
    {
        var runs = _byScope[row.Record.Scope];
        runs.Remove(row.Record.Id);
        if (runs.Count == 0)
        {
            _byScope.Remove(row.Record.Scope);
            _scopes.Remove(row.Record.Scope);
        }
    }

    /// <summary>The scope that comes next in the circle of scopes; null when there is none.</summary>
    public string? ScopeAfter(string? cursor)
    {
        if (IsEmpty)
        {
            return null;
        }

        if (cursor is not null && string.CompareOrdinal(_scopes.Max, cursor) > 0)
        {
            foreach (var scope in _scopes.GetViewBetween(cursor, _scopes.Max))
            {
                if (!string.Equals(scope, cursor, StringComparison.Ordinal))
                {
                    return scope;
                }
            }
        }

        return _scopes.Min;
    }

    /// <summary>The oldest run of a scope; null when there is none.</summary>
    public RunId? FirstOf(string scope) => _byScope.TryGetValue(scope, out var runs) ? runs.Min : null;

    /// <summary>The first scope's oldest run; null when there is none.</summary>
    public RunId? First => IsEmpty ? null : FirstOf(_scopes.Min!);
}
