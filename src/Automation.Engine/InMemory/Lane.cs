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

    /// <summary>The scope that comes next in the circle of scopes, of those that are not excepted; null when there is none.</summary>
    public string? ScopeAfter(string? cursor, IReadOnlyList<string> except)
    {
        if (IsEmpty)
        {
            return null;
        }

        var behind = cursor is not null && string.CompareOrdinal(_scopes.Max, cursor) > 0
            ? _scopes.GetViewBetween(cursor, _scopes.Max).FirstOrDefault(scope => !string.Equals(scope, cursor, StringComparison.Ordinal) && !except.Contains(scope))
            : null;
        return behind ?? _scopes.FirstOrDefault(scope => !except.Contains(scope));
    }

    /// <summary>The oldest run of a scope; null when there is none.</summary>
    public RunId? FirstOf(string scope) => _byScope.TryGetValue(scope, out var runs) ? runs.Min : null;

    /// <summary>The first scope's oldest run; null when there is none.</summary>
    public RunId? First => IsEmpty ? null : FirstOf(_scopes.Min!);
}
