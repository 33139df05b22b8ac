namespace Automation.Storage.Conformance;

/// <summary>Short ways to say the usual to a store.</summary>
public static class StoreExtensions
{
    /// <summary>Saves a rule that has no schedules.</summary>
    public static Task<StoredRule> SaveRuleAsync(this IAutomationStore store, StoredRule rule, CancellationToken cancellationToken) =>
        store.SaveRuleAsync(rule, [], cancellationToken);

    /// <summary>Saves a rule, whatever version is present.</summary>
    public static async Task<StoredRule> SaveRuleAsync(
        this IAutomationStore store, StoredRule rule, IReadOnlyList<ScheduleRecord> schedules, CancellationToken cancellationToken) =>
        (await store.SaveRuleAsync(new RuleSave { Rule = rule, Schedules = schedules }, cancellationToken)).ShouldNotBeNull();

    /// <summary>Deletes a rule, whatever version the scope has.</summary>
    public static async Task<bool> DeleteRuleAsync(this IAutomationStore store, string scope, string rule, CancellationToken cancellationToken) =>
        (await store.DeleteRuleAsync(new RuleDeletion { Scope = scope, Rule = rule, At = DateTimeOffset.UnixEpoch }, cancellationToken)).ShouldNotBeNull();

    /// <summary>Switches a stored rule on or off.</summary>
    public static async Task EnableRuleAsync(this IAutomationStore store, string scope, string rule, bool enabled, CancellationToken cancellationToken)
    {
        var version = (await store.LoadRulesAsync(scope, cancellationToken)).Version;
        var setting = new RuleSettingRecord { Scope = scope, Rule = rule, Revision = 0, Body = "", SavedAt = DateTimeOffset.UnixEpoch };
        (await store.SaveSettingAsync(new SettingChange { Setting = setting, ScopeVersion = version, Enabled = enabled }, cancellationToken)).ShouldNotBeNull();
    }
}
