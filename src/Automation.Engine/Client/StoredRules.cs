using Automation.Definitions.Json;
using Automation.Hosting;

namespace Automation.Client;

internal sealed class StoredRules(string scope, AutomationEngine engine) : IStoredRules
{
    public async Task<StoredRule> SaveAsync(string json, string? author = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        var parts = engine.Parts;
        var rule = parts.RuleReader.Read(json).RuleOrThrow();
        if (parts.Rules.TryGetShared(rule.Name, out _))
        {
            throw new RuleDefinitionException([new RuleFault
            {
                Rule = rule.Name,
                Message = $"Rule '{rule.Name}': the host's code has a rule of this name. Choose another name.",
                Pointer = "/name",
            }]);
        }

        return await parts.Store.SaveRuleAsync(
            new StoredRule
            {
                Scope = scope,
                Name = rule.Name,
                Version = 0,
                Hash = rule.Hash,
                Enabled = true,
                Json = RuleJsonWriter.Show(rule),
                Author = author is null ? null : Automation.Json.StorableText.Clean(author, 256),
                SavedAt = engine.Time.GetUtcNow(),
            },
            [],
            cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public async Task<StoredRule?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(rule => rule.Name == name);
    }

    public async Task<IReadOnlyList<StoredRule>> ListAsync(CancellationToken cancellationToken = default) =>
        (await engine.Parts.Store.LoadRulesAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false)).Rules;

    public Task<bool> SetEnabledAsync(string name, bool enabled, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return engine.Parts.Store.ChangeRuleAsync(scope, name, enabled, cancellationToken).AskAsync();
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return engine.Parts.Store.ChangeRuleAsync(scope, name, null, cancellationToken).AskAsync();
    }
}
