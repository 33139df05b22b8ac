using Automation.Definitions;
using Automation.Matching;
using Automation.Settings;

namespace Automation.Client;

/// <summary>All rules that count in a scope, by name: the host's own and those that are stored there.</summary>
internal static class RuleList
{
    public static async Task<IReadOnlyList<RuleSummary>> ReadAsync(RuleDirectory rules, string scope, RuleQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        return
        [
            .. rules.SharedIn(index).Select(rule => Shared(rule, scope, now)).Concat(index.Stored.Select(rule => Stored(rule, rules, index, now)))
                .Where(rule => Matches(rule, query))
                .OrderBy(rule => rule.Name, StringComparer.Ordinal),
        ];
    }

    private static RuleSummary Shared(ScopedRule scoped, string scope, DateTimeOffset now) => new()
    {
        Name = scoped.Rule.Name,
        Description = scoped.Rule.Description,
        Shared = true,
        Enabled = scoped.Enabled,
        Settings = SettingView.Of(scoped, scope, now),
        Hash = scoped.Rule.Hash,
        Triggers = TriggersOf(scoped.Rule),
        Notes = NotesOf(scoped.Rule),
    };

    private static RuleSummary Stored(StoredRule stored, RuleDirectory rules, ScopeIndex index, DateTimeOffset now)
    {
        var scoped = index.ByName.GetValueOrDefault(stored.Name);
        var rule = scoped?.Rule;
        return new()
        {
            Name = stored.Name,
            Description = rule?.Description,
            Shared = false,
            Enabled = stored.Enabled,
            Settings = scoped is null ? null : SettingView.Of(scoped, stored.Scope, now),
            Hash = stored.Hash,
            Version = stored.Version,
            Author = stored.Author,
            SavedAt = stored.SavedAt,
            Triggers = rule is null ? [] : TriggersOf(rule),
            Notes = rule is null ? [] : NotesOf(rule),
            Fault = rule is not null ? null
                : rules.TryGetShared(stored.Name, out _) ? "The host has a rule of this name of its own, and that one counts. Save this one under another name."
                : "This build cannot read the rule. Save it again, or deploy a build that has what it uses.",
        };
    }

    private static IReadOnlyList<RuleTrigger> TriggersOf(RuleDefinition rule) =>
        [.. rule.Triggers.Select(trigger => new RuleTrigger(trigger.Id, trigger.Kind, trigger.Type))];

    private static IReadOnlyList<string> NotesOf(RuleDefinition rule) =>
    [
        .. rule.Triggers.Where(trigger => !trigger.IsFired)
            .Select(trigger => $"Trigger '{trigger.Id}' is of kind {trigger.Kind}, which this version stores and shows but does not fire. Start the rule by hand."),
    ];

    private static bool Matches(RuleSummary rule, RuleQuery query) =>
        (query.Enabled is null || rule.Enabled == query.Enabled)
        && (query.Trigger is null || rule.Triggers.Any(trigger => trigger.Kind == query.Trigger))
        && (query.Search is null
            || rule.Name.Contains(query.Search, StringComparison.OrdinalIgnoreCase)
            || rule.Description?.Contains(query.Search, StringComparison.OrdinalIgnoreCase) == true);
}
