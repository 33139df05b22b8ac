using System.Collections.Frozen;
using Automation.Definitions;

namespace Automation.Matching;

/// <summary>The stored rules of one scope at one version.</summary>
/// <param name="Version">The scope's version in the store.</param>
/// <param name="Stored">All rules that are not deleted, also disabled ones.</param>
/// <param name="ByEvent">The enabled ones by event type.</param>
/// <param name="ByName">The enabled ones by name.</param>
/// <param name="Broken">Names of enabled rules that this build cannot read.</param>
internal sealed record ScopeIndex(
    long Version,
    IReadOnlyList<StoredRule> Stored,
    FrozenDictionary<string, RuleDefinition[]> ByEvent,
    FrozenDictionary<string, RuleDefinition> ByName,
    IReadOnlyList<string> Broken);
