namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) =>
        Transact(data => data.Rules.Load(scope) with { Overrides = data.Overrides.Of(scope), Breakers = data.Breakers.Of(scope) }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken) => Transact(data => data.Rules.Deleted(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return Transact<IReadOnlyDictionary<string, long>>(
            data => scopes.Distinct(StringComparer.Ordinal).Select(scope => (Scope: scope, Version: data.Rules.VersionOf(scope))).Where(one => one.Version > 0)
                .ToDictionary(one => one.Scope, one => one.Version, StringComparer.Ordinal),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) =>
        Transact(data => data.Rules.FindVersion(scope, rule, hash), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Transact<IReadOnlyList<StoredRule>>(data => [.. data.Rules.Versions(scope, rule, before).Take(limit)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        var rule = save.Rule;
        return Transact(
            data =>
            {
                var revision = data.Rules.RevisionOf(rule.Scope, rule.Name);
                if (data.Rules.IsTaken(rule.Scope, rule.Name) || (save.SeenVersion is { } seen && seen != data.Rules.PresentOf(rule.Scope, rule.Name))
                    || save.Schedules.Any(schedule => schedule.Setting != revision) || (save.Setting is { } setting && setting.Revision != revision)
                    || (save.Accepts is { } wanted && !data.Suggestions.IsOpen(rule.Scope, wanted)))
                {
                    return null;
                }

                var saved = data.Rules.Save(save);
                if (save.Accepts is { } accepted)
                {
                    data.Suggestions.Accept(accepted, saved);
                }

                data.Runs.Now = rule.SavedAt;
                data.TellOthers();
                Wake(data, rule.Scope, save.Wakes);
                if (rule.Scope == SharedScope.Name)
                {
                    RemoveShared(data, rule.Name, save.Schedules);
                    return saved;
                }

                foreach (var gone in data.Schedules.Of(rule.Scope, rule.Name).Where(row => !save.Schedules.Any(kept => kept.Trigger == row.Trigger)))
                {
                    data.Schedules.Remove(gone, data.Undo);
                }

                revision = data.Rules.RevisionOf(rule.Scope, rule.Name);
                foreach (var schedule in save.Schedules)
                {
                    data.Schedules.Save(schedule with { Shared = false, Setting = revision }, rule.SavedAt, data.Undo);
                }

                return (StoredRule?)saved;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deletion);
        var (scope, rule) = (deletion.Scope, deletion.Rule);
        return Transact(
            data =>
            {
                if (deletion.ScopeVersion is { } version && data.Rules.VersionOf(scope) != version)
                {
                    return null;
                }

                var (deleted, changed) = data.Rules.Delete(scope, rule);
                if (deleted && scope == SharedScope.Name && !deletion.KeepsSchedules)
                {
                    RemoveShared(data, rule, []);
                }

                if (deleted && !deletion.KeepsWebhooks)
                {
                    data.Webhooks.RemoveOf(scope, rule);
                }

                foreach (var gone in deleted ? data.Schedules.Of(scope, rule) : [])
                {
                    data.Schedules.Remove(gone, data.Undo);
                }

                if (changed)
                {
                    data.Runs.Now = deletion.At;
                    data.TellOthers();
                    Wake(data, scope, deletion.Wakes);
                }

                return (bool?)deleted;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken) => Transact(data => data.Rules.FindScope(rule), cancellationToken);

    /// <summary>All scopes lose the schedules of a rule that they share, but for those of its triggers.</summary>
    private static void RemoveShared(InMemoryDatabase data, string rule, IReadOnlyList<ScheduleRecord> schedules)
    {
        foreach (var gone in data.Schedules.SharedOf(rule).Where(row => !schedules.Any(wanted => wanted.Trigger == row.Trigger)))
        {
            data.Schedules.Remove(gone, data.Undo);
        }
    }
}
