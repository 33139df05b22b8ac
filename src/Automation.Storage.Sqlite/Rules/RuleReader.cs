namespace Automation.Storage;

/// <summary>Reads rules and their versions.</summary>
internal sealed class RuleReader(SqliteConnectionHandle connection)
{
    private readonly Statement _list = connection.Prepare(RuleSql.List, "rule");
    private readonly Statement _deleted = connection.Prepare(RuleSql.Deleted, "rule");
    private readonly Statement _find = connection.Prepare(RuleSql.FindVersion, "rule");
    private readonly Statement _versions = connection.Prepare(RuleSql.ListVersions, "rule");
    private readonly Statement _scope = connection.Prepare(RuleSql.FindScope, "rule");
    private readonly Statement _shared = connection.Prepare(RuleSql.HasShared, "rule");
    private readonly Statement _present = connection.Prepare(RuleSql.Present, "rule");
    private readonly OverrideReader _overrides = new(connection);
    private readonly BreakerReader _breakers = new(connection);
    private readonly ScopeVersions _scopes = new(connection);
    private readonly SettingReader _settings = new(connection);

    public ScopeRules Load(string scope)
    {
        try
        {
            _scopes.Forget();
            return new ScopeRules(_scopes.Of(scope), ByName(_list.With().Text(scope))) { SharedVersion = _scopes.Of(SharedScope.Name), Overrides = _overrides.List(scope), Settings = _settings.Of(scope), Breakers = _breakers.List(scope) };
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"The rules of scope '{scope}' are corrupt: {bad.Message}");
        }
    }

    /// <summary>The last versions of deleted rules.</summary>
    public IReadOnlyList<StoredRule> Deleted(string scope)
    {
        try
        {
            return ByName(_deleted.With().Text(scope));
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"The deleted rules of scope '{scope}' are corrupt: {bad.Message}");
        }
    }

    /// <summary>Of those scopes of which something was changed.</summary>
    public IReadOnlyDictionary<string, long> VersionsOf(IReadOnlyCollection<string> scopes)
    {
        _scopes.Forget();
        return scopes.Distinct(StringComparer.Ordinal).Where(scope => _scopes.Of(scope) > 0).ToDictionary(scope => scope, _scopes.Of, StringComparer.Ordinal);
    }

    /// <summary>Of the scope's own rule, or of one that all scopes share.</summary>
    public StoredRule? FindVersion(string scope, string rule, string hash) =>
        (One(_find.With().Text(scope).Text(rule).Text(hash), scope, rule) ?? One(_find.With().Text(SharedScope.Name).Text(rule).Text(hash), SharedScope.Name, rule))?.Rule;

    public IReadOnlyList<StoredRule> Versions(string scope, string rule, int? before, int limit)
    {
        try
        {
            var versions = new List<StoredRule>();
            using var rows = _versions.With().Text(scope).Text(rule).Number(before ?? int.MaxValue).Number(limit).Query();
            while (rows.Next())
            {
                versions.Add(Read(rows));
            }

            return versions;
        }
        catch (BadValueException bad)
        {
            throw Corrupt(scope, rule, bad);
        }
    }

    /// <summary>A scope that has a rule of this name, not the shared one; null for none.</summary>
    public string? FindScope(string rule)
    {
        using var rows = _scope.With().Text(rule).Query();
        return rows.Next() ? rows.Text(0) : null;
    }

    /// <summary>Whether a name is a shared rule's and this one is a scope's, or the other way round.</summary>
    public bool IsTaken(string scope, string rule)
    {
        if (scope == SharedScope.Name)
        {
            return FindScope(rule) is not null;
        }

        using var rows = _shared.With().Text(rule).Query();
        return rows.Next();
    }

    /// <summary>The present version and whether the rule is deleted; null when it never existed.</summary>
    public (StoredRule Rule, bool Deleted)? FindPresent(string scope, string rule) => One(_present.With().Text(scope).Text(rule), scope, rule);

    private static List<StoredRule> ByName(Statement statement)
    {
        var rules = new List<StoredRule>();
        using var rows = statement.Query();
        while (rows.Next())
        {
            rules.Add(Read(rows));
        }

        // The database orders by bytes; the port by UTF-16, as string.CompareOrdinal does. They differ beyond the basic plane.
        rules.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return rules;
    }

    private static (StoredRule Rule, bool Deleted)? One(Statement statement, string scope, string rule)
    {
        try
        {
            using var rows = statement.Query();
            return rows.Next() ? (Read(rows), rows.Number(8) != 0) : null;
        }
        catch (BadValueException bad)
        {
            throw Corrupt(scope, rule, bad);
        }
    }

    private static StoreFormatException Corrupt(string scope, string rule, BadValueException bad) => new($"The rule '{rule}' of scope '{scope}' is corrupt: {bad.Message}");

    private static StoredRule Read(Rows rows) => new()
    {
        Scope = rows.Text(0),
        Name = rows.Text(1),
        Version = rows.Int(2),
        Hash = rows.Text(3),
        Enabled = rows.Number(4) != 0,
        Author = rows.TextOrNull(5),
        SavedAt = rows.Time(6),
        Json = rows.Text(7),
    };
}
