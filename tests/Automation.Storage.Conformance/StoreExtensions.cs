namespace Automation.Storage.Conformance;

/// <summary>Short ways to say the usual to a store.</summary>
public static class StoreExtensions
{
    /// <summary>Saves a rule that has no schedules.</summary>
    public static Task<StoredRule> SaveRuleAsync(this IAutomationStore store, StoredRule rule, CancellationToken cancellationToken) =>
        store.SaveRuleAsync(rule, [], cancellationToken);
}
