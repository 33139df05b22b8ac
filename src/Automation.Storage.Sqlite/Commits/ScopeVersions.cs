namespace Automation.Storage;

/// <summary>The versions of the scopes of one transaction, each read once.</summary>
internal sealed class ScopeVersions(SqliteConnectionHandle connection)
{
    private readonly Statement _find = connection.Prepare(RuleSql.ScopeVersion, "scope");
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    public void Forget() => _known.Clear();

    public long Of(string scope)
    {
        if (!_known.TryGetValue(scope, out var version))
        {
            using var rows = _find.With().Text(scope).Query();
            version = rows.Next() ? rows.Number(0) : 0;
            _known.Add(scope, version);
        }

        return version;
    }
}
