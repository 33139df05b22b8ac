namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) =>
        Transact(data => data.Rules.Load(scope) with { Overrides = data.Overrides.Of(scope), Breakers = data.Breakers.Of(scope) }, cancellationToken);

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
    public Task<StoredRule?> SaveRuleAsync(StoredRule rule, IReadOnlyList<ScheduleRecord> schedules, int? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(schedules);
        return Transact(
            data =>
            {
                var revision = data.Rules.RevisionOf(rule.Scope, rule.Name);
                if (schedules.Any(schedule => schedule.Setting != revision))
                {
                    return null;
                }

                var saved = data.Rules.Save(rule, expectedVersion);
                foreach (var gone in data.Schedules.Of(rule.Scope, rule.Name).Where(row => !schedules.Any(wanted => wanted.Trigger == row.Trigger)))
                {
                    data.Schedules.Remove(gone, data.Undo);
                }

                foreach (var schedule in schedules)
                {
                    data.Schedules.Save(schedule with { Shared = false }, rule.SavedAt, data.Undo);
                }

                return (StoredRule?)saved;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteRuleAsync(string scope, string rule, CancellationToken cancellationToken) => Transact(
        data =>
        {
            var deleted = data.Rules.Delete(scope, rule);
            foreach (var gone in deleted ? data.Schedules.Of(scope, rule) : [])
            {
                data.Schedules.Remove(gone, data.Undo);
            }

            return deleted;
        },
        cancellationToken);
}
