using System.Collections.Frozen;
using Automation.Definitions.Json;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>The rules of one scope, and what it has set for rules, at one version of its own and one of what all scopes share. Immutable.</summary>
internal sealed class ScopeIndex
{
    /// <summary>What was read of the scope.</summary>
    public required ScopeRules Read { get; init; }

    /// <summary>The rules that count in every scope.</summary>
    public required SharedIndex Common { get; init; }

    /// <summary>The scope's own by event type, disabled ones too: they have a verdict.</summary>
    public required FrozenDictionary<string, ScopedRule[]> ByEvent { get; init; }

    /// <summary>The scope's own by name, disabled ones too: a person may still run them.</summary>
    public required FrozenDictionary<string, ScopedRule> ByName { get; init; }

    /// <summary>The shared rules for which the scope has set something, by name; null for none, as in most scopes.</summary>
    public required IReadOnlyDictionary<string, ScopedRule>? Shared { get; init; }

    /// <summary>The subjects that people have in hand.</summary>
    public required FrozenDictionary<string, SubjectOverride> Overrides { get; init; }

    /// <summary>The breakers that ever opened, by rule.</summary>
    public required FrozenDictionary<string, RuleBreaker> Breakers { get; init; }

    /// <summary>The scope's version in the store.</summary>
    public long Version => Read.Version;

    /// <summary>The version of what all scopes share.</summary>
    public long SharedVersion => Common.Version;

    /// <summary>The scope's own rules that are not deleted, also disabled ones, and those that do not count.</summary>
    public IReadOnlyList<StoredRule> Stored => Read.Rules;

    /// <summary>The present version of a stored rule, the scope's own or one that all scopes share; null for none. Not asked for those of the host's code.</summary>
    public StoredRule? FindStored(string name) => Common.FindStored(name) ?? Stored.FirstOrDefault(rule => rule.Name == name);

    /// <summary>Says that there is no rule of a name, and which one may be meant. For all scopes the host's own rules are none.</summary>
    public RuleNotFoundException NotFound(string scope, string name) => new(
        scope, name, NearNames.Find(name, Stored.Select(rule => rule.Name).Concat(scope == SharedScope.Name ? [] : Common.ByName.Keys.AsEnumerable())) is [var nearest, ..] ? nearest : null);

    /// <summary>What the scope has set for rules of a name, be there one or not; null when it never did.</summary>
    public RuleSettingRecord? SettingOf(string name) => Read.Settings.FirstOrDefault(setting => setting.Rule == name);

    /// <summary>A shared rule as it is in this scope.</summary>
    public ScopedRule InEffect(ScopedRule shared) => Shared is not null && Shared.TryGetValue(shared.Rule.Name, out var set) ? set : shared;

    /// <summary>Who has a subject in hand; null when nobody has.</summary>
    public SubjectOverride? OverrideOf(string? subject) => subject is null || Overrides.Count == 0 ? null : Overrides.GetValueOrDefault(subject);

    /// <summary>A rule's breaker; null when it never opened.</summary>
    public RuleBreaker? BreakerOf(string rule) => Breakers.Count == 0 ? null : Breakers.GetValueOrDefault(rule);
}
