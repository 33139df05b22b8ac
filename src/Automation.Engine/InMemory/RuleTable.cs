namespace Automation.Storage;

/// <summary>The rules of all scopes with their versions.</summary>
internal sealed class RuleTable
{
    private readonly Dictionary<string, RuleScope> _scopes = new(StringComparer.Ordinal);

    public long VersionOf(string scope) => _scopes.TryGetValue(scope, out var found) ? found.Version : 0;

    /// <summary>What was decided with the scope's version so far is decided anew.</summary>
    public void Raise(string scope)
    {
        if (!_scopes.TryGetValue(scope, out var found))
        {
            _scopes.Add(scope, found = new RuleScope());
        }

        found.Version++;
    }

    public ScopeRules Load(string scope) => _scopes.TryGetValue(scope, out var found)
        ? new ScopeRules(found.Version, [.. found.Rules.Values.Where(rule => !rule.Deleted).Select(rule => rule.Present)]) { SharedVersion = VersionOf(SharedScope.Name), Settings = [.. found.Settings.Values] }
        : new ScopeRules(0, []) { SharedVersion = VersionOf(SharedScope.Name) };

    public IReadOnlyList<StoredRule> Deleted(string scope) =>
        _scopes.TryGetValue(scope, out var found) ? [.. found.Rules.Values.Where(rule => rule.Deleted).Select(rule => rule.Present)] : [];

    public StoredRule? FindVersion(string scope, string rule, string hash) => FindVersionIn(scope, rule, hash) ?? FindVersionIn(SharedScope.Name, rule, hash);

    /// <summary>A scope that has a rule of this name, not the shared one; null for none.</summary>
    public string? FindScope(string rule) => _scopes.Where(scope => scope.Key != SharedScope.Name && Has(scope.Value, rule)).Select(scope => scope.Key).FirstOrDefault();

    /// <summary>Whether a name is a shared rule's and this one is a scope's, or the other way round.</summary>
    public bool IsTaken(string scope, string rule) =>
        scope == SharedScope.Name ? FindScope(rule) is not null : _scopes.TryGetValue(SharedScope.Name, out var shared) && Has(shared, rule);

    private static bool Has(RuleScope scope, string rule) => scope.Rules.TryGetValue(rule, out var row) && !row.Deleted;

    private StoredRule? FindVersionIn(string scope, string rule, string hash)
    {
        if (!_scopes.TryGetValue(scope, out var found) || !found.Rules.TryGetValue(rule, out var row))
        {
            return null;
        }

        var version = row.Versions.FindLast(one => string.Equals(one.Hash, hash, StringComparison.Ordinal));
        return version is null ? null : version with { Enabled = row.Enabled };
    }

    /// <summary>Newest first.</summary>
    public IEnumerable<StoredRule> Versions(string scope, string rule, int? before) =>
        _scopes.TryGetValue(scope, out var found) && found.Rules.TryGetValue(rule, out var row)
            ? row.Versions.Where(one => before is null || one.Version < before).Reverse().Select(one => one with { Enabled = row.Enabled })
            : [];

    public StoredRule Save(RuleSave save)
    {
        var rule = save.Rule;
        if (!_scopes.TryGetValue(rule.Scope, out var scope))
        {
            _scopes.Add(rule.Scope, scope = new RuleScope());
        }

        if (!scope.Rules.TryGetValue(rule.Name, out var row))
        {
            scope.Rules.Add(rule.Name, row = new RuleRow { Deleted = true });
        }

        var (present, enabled) = (row.Deleted ? 0 : row.Present.Version, row.Enabled);
        if (!save.IsStored(row.Deleted ? null : row.Present))
        {
            if (save.ExpectedVersion is { } expected && expected != present)
            {
                throw new RuleConflictException(rule.Scope, rule.Name, expected, present);
            }

            row.Enabled = row.Deleted ? rule.Enabled : row.Enabled;
            row.Deleted = false;
            row.Versions.Add(rule with { Version = row.Versions.Count + 1, SavedAt = rule.SavedAt.ToUniversalTime() });
        }

        row.Enabled = row.Enabled && !save.Disables;
        if (save.Setting is { } setting)
        {
            SaveSetting(setting, null);
        }
        else if (present != row.Present.Version || enabled != row.Enabled)
        {
            scope.Version++;
        }

        return row.Present;
    }

    /// <summary>The version of a rule that is not deleted; 0 for none.</summary>
    public int PresentOf(string scope, string rule) => _scopes.TryGetValue(scope, out var found) && found.Rules.TryGetValue(rule, out var row) && !row.Deleted ? row.Present.Version : 0;

    /// <summary>Whether there was such a rule, and whether anything changed: what is set for the name is empty then.</summary>
    public (bool Deleted, bool Changed) Delete(string scope, string rule)
    {
        if (!_scopes.TryGetValue(scope, out var found))
        {
            return (false, false);
        }

        var deleted = found.Rules.TryGetValue(rule, out var row) && !row.Deleted;
        if (deleted)
        {
            row!.Deleted = true;
            row.Enabled = false;
        }

        var emptied = found.Settings.TryGetValue(rule, out var setting) && setting.Body.Length > 0;
        if (emptied)
        {
            found.Settings[rule] = setting! with { Revision = setting.Revision + 1, Body = "", Author = null };
        }

        found.Version += deleted || emptied ? 1 : 0;
        return (deleted, deleted || emptied);
    }

    public int RevisionOf(string scope, string rule) =>
        _scopes.TryGetValue(scope, out var found) && found.Settings.TryGetValue(rule, out var setting) ? setting.Revision : 0;

    public RuleSettingRecord SaveSetting(RuleSettingRecord setting, bool? enabled)
    {
        if (!_scopes.TryGetValue(setting.Scope, out var scope))
        {
            _scopes.Add(setting.Scope, scope = new RuleScope());
        }

        var saved = setting with { Revision = RevisionOf(setting.Scope, setting.Rule) + 1, SavedAt = setting.SavedAt.ToUniversalTime() };
        scope.Settings[setting.Rule] = saved;
        if (enabled is { } switched && scope.Rules.TryGetValue(setting.Rule, out var row) && !row.Deleted)
        {
            row.Enabled = switched;
        }

        scope.Version++;
        return saved;
    }

    /// <summary>What all scopes have set for these rules, by scope and rule.</summary>
    public IEnumerable<RuleSettingRecord> SettingsOf(IReadOnlyCollection<string> rules, RuleSettingRecord? after) => _scopes
        .OrderBy(scope => scope.Key, StringComparer.Ordinal)
        .SelectMany(scope => scope.Value.Settings.Values)
        .Where(setting => rules.Contains(setting.Rule) && (after is null || IsBehind(setting, after)));

    private static bool IsBehind(RuleSettingRecord setting, RuleSettingRecord after) =>
        string.CompareOrdinal(setting.Scope, after.Scope) is var byScope && (byScope > 0 || (byScope == 0 && string.CompareOrdinal(setting.Rule, after.Rule) > 0));
}
