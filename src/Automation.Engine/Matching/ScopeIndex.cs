using System.Collections.Frozen;
using Automation.Settings;

namespace Automation.Matching;

/// <summary>The stored rules of one scope, and what it has set for rules, at one version.</summary>
/// <param name="Version">The scope's version in the store.</param>
/// <param name="Stored">All rules that are not deleted, also disabled ones.</param>
/// <param name="ByEvent">By event type, disabled ones too: they have a verdict.</param>
/// <param name="ByName">By name, disabled ones too: a person may still run them.</param>
/// <param name="Broken">Names of rules that this build cannot read.</param>
/// <param name="Shared">The host's own rules for which the scope has set something, by name; null for none, as in most scopes.</param>
/// <param name="Overrides">The subjects that people have in hand.</param>
/// <param name="Breakers">The breakers that ever opened, by rule.</param>
internal sealed record ScopeIndex(
    long Version,
    IReadOnlyList<StoredRule> Stored,
    FrozenDictionary<string, ScopedRule[]> ByEvent,
    FrozenDictionary<string, ScopedRule> ByName,
    IReadOnlyList<string> Broken,
    IReadOnlyDictionary<string, ScopedRule>? Shared,
    FrozenDictionary<string, SubjectOverride> Overrides,
    FrozenDictionary<string, RuleBreaker> Breakers)
{
    /// <summary>One of the host's own rules as it is in this scope.</summary>
    public ScopedRule InEffect(ScopedRule shared) => Shared is not null && Shared.TryGetValue(shared.Rule.Name, out var set) ? set : shared;

    /// <summary>Who has a subject in hand; null when nobody has.</summary>
    public SubjectOverride? OverrideOf(string? subject) => subject is null || Overrides.Count == 0 ? null : Overrides.GetValueOrDefault(subject);

    /// <summary>A rule's breaker; null when it never opened.</summary>
    public RuleBreaker? BreakerOf(string rule) => Breakers.Count == 0 ? null : Breakers.GetValueOrDefault(rule);
}
