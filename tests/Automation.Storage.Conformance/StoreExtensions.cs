namespace Automation.Storage.Conformance;

/// <summary>Short ways to say the usual to a store.</summary>
public static class StoreExtensions
{
    /// <summary>Saves a rule that has no schedules.</summary>
    public static Task<StoredRule> SaveRuleAsync(this IAutomationStore store, StoredRule rule, CancellationToken cancellationToken) =>
        store.SaveRuleAsync(rule, [], cancellationToken);

    /// <summary>Saves a rule, whatever version is present.</summary>
    public static Task<StoredRule> SaveRuleAsync(
        this IAutomationStore store, StoredRule rule, IReadOnlyList<ScheduleRecord> schedules, CancellationToken cancellationToken) =>
        store.SaveRuleAsync(rule, schedules, null, cancellationToken);
}
