using System.Collections.Frozen;
using Automation.Settings;

namespace Automation.Matching;

/// <summary>The rules that count in every scope, at one version: those of the host's code, and behind them those that are stored for all. Immutable.</summary>
internal sealed class SharedIndex
{
    private readonly FrozenDictionary<string, ScopedRule[]> _byEvent;
    private readonly FrozenDictionary<string, StoredRule> _stored;

    /// <param name="version">The version of what is stored for all scopes.</param>
    /// <param name="rules">The rules, those of the code first.</param>
    /// <param name="stored">What is stored for all scopes and not deleted, by name: also disabled rules, those that this build cannot read, and those whose name the code has.</param>
    public SharedIndex(long version, IReadOnlyList<ScopedRule> rules, IReadOnlyList<StoredRule> stored)
    {
        (Version, Rules, Stored) = (version, rules, stored);
        ByName = rules.ToFrozenDictionary(rule => rule.Rule.Name, StringComparer.Ordinal);
        _byEvent = RuleDirectory.ByEvent(rules);
        _stored = stored.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);
    }

    public long Version { get; }

    /// <summary>As they are where nothing is set for them, those of the code first. See <see cref="ScopeIndex.InEffect"/>.</summary>
    public IReadOnlyList<ScopedRule> Rules { get; }

    public IReadOnlyList<StoredRule> Stored { get; }

    public FrozenDictionary<string, ScopedRule> ByName { get; }

    /// <summary>Those that listen to an event type.</summary>
    public ScopedRule[] For(string eventType) => _byEvent.GetValueOrDefault(eventType) ?? [];

    /// <summary>The stored one of a name, whether this build can read it or not; null for none.</summary>
    public StoredRule? FindStored(string name) => _stored.GetValueOrDefault(name);

    /// <summary>Whether a rule of this name is shared, so that one of a scope does not count; also when this build cannot read it.</summary>
    public bool Has(string name) => ByName.ContainsKey(name) || _stored.ContainsKey(name);
}
