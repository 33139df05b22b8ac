namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) =>
        Transact(data => data.Rules.Load(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) =>
        Transact(data => data.Rules.FindVersion(scope, rule, hash), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRule> SaveRuleAsync(StoredRule rule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Transact(data => data.Rules.Save(rule), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ChangeRuleAsync(string scope, string rule, bool? enabled, CancellationToken cancellationToken) =>
        Transact(data => data.Rules.Change(scope, rule, enabled), cancellationToken);
}
