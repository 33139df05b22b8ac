using Automation.Definitions;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Client;

/// <summary>All rules of a scope, by name: the host's own, those that are stored for all scopes and those that are stored there.</summary>
internal static class RuleList
{
    public static async Task<IReadOnlyList<RuleSummary>> ReadAsync(RuleDirectory rules, string scope, RuleQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (query.Deleted)
        {
            return [.. (await rules.ListDeletedAsync(scope, cancellationToken).ConfigureAwait(false)).Select(Deleted).Where(rule => Matches(rule, query))];
        }

        var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        return
        [
            .. RuleDirectory.SharedIn(index).Where(rule => rule.Source.Origin == RuleOrigin.Code).Select(rule => OfCode(rule, scope, now))
                .Concat(index.Common.Stored.Select(stored => Stored(stored, RuleOrigin.Shared, rules, index, scope, now)))
                .Concat(index.Stored.Select(stored => Stored(stored, RuleOrigin.Scope, rules, index, scope, now)))
                .Where(rule => Matches(rule, query))
                .OrderBy(rule => rule.Name, StringComparer.Ordinal)
                .ThenBy(rule => rule.Origin),
        ];
    }

    private static RuleSummary OfCode(ScopedRule scoped, string scope, DateTimeOffset now) => new()
    {
        Name = scoped.Rule.Name,
        Description = scoped.Rule.Description,
        Origin = RuleOrigin.Code,
        Enabled = scoped.Enabled,
        Settings = SettingView.Of(scoped, scope, now),
        Hash = scoped.Rule.Hash,
        Triggers = TriggersOf(scoped.Rule),
        Notes = NotesOf(scoped.Rule),
    };

    private static RuleSummary Deleted((StoredRule Stored, RuleDefinition? Rule) deleted) => new()
    {
        Name = deleted.Stored.Name,
        Description = deleted.Rule?.Description,
        Origin = deleted.Stored.Scope == SharedScope.Name ? RuleOrigin.Shared : RuleOrigin.Scope,
        Deleted = true,
        Enabled = false,
        Hash = deleted.Stored.Hash,
        Version = deleted.Stored.Version,
        Author = deleted.Stored.Author,
        SavedAt = deleted.Stored.SavedAt,
        Triggers = deleted.Rule is null ? [] : TriggersOf(deleted.Rule),
        Fault = "The rule was deleted. Save its last version, the first that ListVersionsAsync answers, to bring it back.",
    };

    private static RuleSummary Stored(StoredRule stored, RuleOrigin origin, RuleDirectory rules, ScopeIndex index, string scope, DateTimeOffset now)
    {
        // The rule of this name that counts, if it is this one.
        var scoped = rules.Find(index, stored.Name) is { } counts && counts.Source.Origin == origin ? counts : null;
        var rule = scoped?.Rule;
        return new()
        {
            Name = stored.Name,
            Description = rule?.Description,
            Origin = origin,
            Enabled = scoped?.Enabled ?? stored.Enabled,
            Settings = scoped is null ? null : SettingView.Of(scoped, scope, now),
            Hash = stored.Hash,
            Version = stored.Version,
            Author = stored.Author,
            SavedAt = stored.SavedAt,
            Triggers = rule is null ? [] : TriggersOf(rule),
            Notes = rule is null ? [] : NotesOf(rule),
            Fault = rule is not null ? null
                : rules.TryGetCode(stored.Name, out _) ? "The host has a rule of this name of its own, and that one counts. Save this one under another name."
                : origin == RuleOrigin.Scope && index.Common.FindStored(stored.Name) is not null ? "A rule of this name is stored for all scopes, and that one counts. Save this one under another name."
                : "This build cannot read the rule. Save it again, or deploy a build that has what it uses.",
        };
    }

    private static IReadOnlyList<RuleTrigger> TriggersOf(RuleDefinition rule) =>
        [.. rule.Triggers.Select(trigger => new RuleTrigger(trigger.Id, trigger.Kind, trigger.Type))];

    private static IReadOnlyList<string> NotesOf(RuleDefinition rule) =>
    [
        .. rule.Triggers.Where(trigger => trigger.NotFired is not null).Select(trigger => $"Trigger '{trigger.Id}' {trigger.NotFired} Start the rule by hand."),
    ];

    private static bool Matches(RuleSummary rule, RuleQuery query) =>
        (query.Enabled is null || rule.Enabled == query.Enabled)
        && (query.Trigger is null || rule.Triggers.Any(trigger => trigger.Kind == query.Trigger))
        && (query.Search is null
            || rule.Name.Contains(query.Search, StringComparison.OrdinalIgnoreCase)
            || rule.Description?.Contains(query.Search, StringComparison.OrdinalIgnoreCase) == true);
}
