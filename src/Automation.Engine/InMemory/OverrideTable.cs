namespace Automation.Storage;

/// <summary>The subjects that people have in hand.</summary>
internal sealed class OverrideTable
{
    private readonly Dictionary<string, SortedDictionary<string, SubjectOverride>> _scopes = new(StringComparer.Ordinal);

    public IReadOnlyList<SubjectOverride> Of(string scope) => _scopes.TryGetValue(scope, out var rows) ? [.. rows.Values] : [];

    /// <summary>False when the scope has as many as it may.</summary>
    public bool TrySet(string scope, SubjectOverride standing)
    {
        if (!_scopes.TryGetValue(scope, out var rows))
        {
            _scopes.Add(scope, rows = new(StringComparer.Ordinal));
        }

        if (rows.Count >= SubjectOverrides.MaxPerScope && !rows.ContainsKey(standing.Subject))
        {
            return false;
        }

        rows[standing.Subject] = standing with { At = standing.At.ToUniversalTime() };
        return true;
    }

    public bool Remove(string scope, string subject) => _scopes.TryGetValue(scope, out var rows) && rows.Remove(subject);
}
