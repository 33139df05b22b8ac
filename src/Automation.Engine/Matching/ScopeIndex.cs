using System.Collections.Frozen;
using Automation.Definitions;

namespace Automation.Matching;

/// <summary>The stored rules of one scope at one version.</summary>
/// <param name="Version">The scope's version in the store.</param>
/// <param name="Stored">All rules that are not deleted, also disabled ones.</param>
/// <param name="ByEvent">By event type, disabled ones too: they have a verdict.</param>
/// <param name="ByName">By name, disabled ones too: a person may still run them.</param>
/// <param name="Broken">Names of rules that this build cannot read.</param>
/// <param name="Overrides">The subjects that people have in hand.</param>
internal sealed record ScopeIndex(
    long Version,
    IReadOnlyList<StoredRule> Stored,
    FrozenDictionary<string, MatchCandidate[]> ByEvent,
    FrozenDictionary<string, RuleDefinition> ByName,
    IReadOnlyList<string> Broken,
    FrozenDictionary<string, SubjectOverride> Overrides)
{
    /// <summary>Who has a subject in hand; null when nobody has.</summary>
    public SubjectOverride? OverrideOf(string? subject) => subject is null || Overrides.Count == 0 ? null : Overrides.GetValueOrDefault(subject);
}
