using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>Every rule that this host knows: those of its code, shared by all scopes, and those stored per scope. Indexed by scope and event type.</summary>
/// <remarks>Thread-safe. Stored rules of a scope are read once and again only when the accepting commit says that they changed.</remarks>
internal sealed class RuleDirectory
{
    private readonly IAutomationStore _store;
    private readonly RuleJsonReader _reader;
    private readonly FrozenDictionary<string, RuleDefinition> _byName;
    private readonly FrozenDictionary<string, RuleDefinition[]> _byEvent;
    private readonly ConcurrentDictionary<string, ScopeIndex> _scopes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ScopeIndex>>> _firstReadings = new(StringComparer.Ordinal);

    /// <summary>What was read; null for a version that this build cannot read, so that a run which needs it costs no further question.</summary>
    private readonly ConcurrentDictionary<(string Scope, string Rule, string Hash), RuleDefinition?> _versions = new();

    public RuleDirectory(IReadOnlyList<RuleDefinition> rules, IAutomationStore store, RuleJsonReader reader)
    {
        _store = store;
        _reader = reader;
        Rules = rules;
        _byName = rules.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);
        _byEvent = ByEvent(rules.Select(rule => (rule, rule)));
    }

    /// <summary>The rules of the host's code, and those that it registered as JSON.</summary>
    public IReadOnlyList<RuleDefinition> Rules { get; }

    public bool TryGetShared(string name, [NotNullWhen(true)] out RuleDefinition? rule) => _byName.TryGetValue(name, out rule);

    /// <summary>The rules shared by all scopes that listen to an event type.</summary>
    public RuleDefinition[] SharedFor(string eventType) => _byEvent.GetValueOrDefault(eventType) ?? [];

    /// <summary>The stored rules of a scope. Whoever asks while they are read for the first time shares that reading.</summary>
    public ValueTask<ScopeIndex> ScopeAsync(string scope, CancellationToken cancellationToken) =>
        _scopes.TryGetValue(scope, out var known) ? new(known) : new(ReadFirstAsync(scope).WaitAsync(cancellationToken));

    /// <summary>A rule by name, as it stands in a scope: shared or stored, disabled or not. Null when there is none.</summary>
    public async Task<RuleDefinition?> FindAsync(string scope, string name, CancellationToken cancellationToken)
    {
        if (TryGetShared(name, out var shared))
        {
            return shared;
        }

        // What is remembered may be older than the last change; a name that is asked for is looked up anew.
        var index = await ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        return index.ByName.GetValueOrDefault(name);
    }

    /// <summary>Reads a scope's stored rules again.</summary>
    public async Task<ScopeIndex> ReloadAsync(string scope, CancellationToken cancellationToken)
    {
        var stored = await _store.LoadRulesAsync(scope, cancellationToken).ConfigureAwait(false);
        var rules = new List<MatchCandidate>();
        var broken = new List<string>();
        foreach (var rule in stored.Rules)
        {
            if (_byName.ContainsKey(rule.Name))
            {
                // A later build has a rule of this name in its code: that one counts, here as in FindAsync.
                continue;
            }

            if (Read(rule) is { } definition)
            {
                rules.Add(new MatchCandidate(definition, rule.Enabled));
            }
            else
            {
                broken.Add(rule.Name);
            }
        }

        var index = new ScopeIndex(
            stored.Version,
            stored.Rules,
            ByEvent(rules.Select(candidate => (candidate.Rule, candidate))),
            rules.ToFrozenDictionary(candidate => candidate.Rule.Name, candidate => candidate.Rule, StringComparer.Ordinal),
            broken,
            stored.Overrides.ToFrozenDictionary(standing => standing.Subject, StringComparer.Ordinal));
        _scopes[scope] = index;
        return index;
    }

    /// <summary>The definition that a run belongs to: the very version of a stored rule, or the deployed code of a shared one,
    /// which may have changed since. Null when there is none.</summary>
    public async ValueTask<RuleDefinition?> FindForRunAsync(string scope, string rule, string hash, CancellationToken cancellationToken)
    {
        if (_byName.TryGetValue(rule, out var shared) && shared.Hash == hash)
        {
            return shared;
        }

        if (_versions.TryGetValue((scope, rule, hash), out var known))
        {
            return known;
        }

        var stored = await _store.FindRuleVersionAsync(scope, rule, hash, cancellationToken).ConfigureAwait(false);
        return stored is null ? shared : Read(stored);
    }

    /// <summary>A host that starts under load must not ask the store once for each event that waits.</summary>
    private async Task<ScopeIndex> ReadFirstAsync(string scope)
    {
        var reading = _firstReadings.GetOrAdd(
            scope, static (name, directory) => new Lazy<Task<ScopeIndex>>(() => directory.ReloadAsync(name, CancellationToken.None)), this);
        try
        {
            return await reading.Value.ConfigureAwait(false);
        }
        finally
        {
            _firstReadings.TryRemove(KeyValuePair.Create(scope, reading));
        }
    }

    private RuleDefinition? Read(StoredRule stored)
    {
        if (_versions.TryGetValue((stored.Scope, stored.Name, stored.Hash), out var known))
        {
            return known;
        }

        return _versions.GetOrAdd((stored.Scope, stored.Name, stored.Hash), _reader.Read(stored.Json).Rule);
    }

    private static FrozenDictionary<string, T[]> ByEvent<T>(IEnumerable<(RuleDefinition Rule, T Item)> rules) => rules
        .SelectMany(pair => pair.Rule.Triggers
            .Where(trigger => trigger.Kind == TriggerKind.Event && trigger.Type is not null)
            .Select(trigger => trigger.Type!)
            .Distinct(StringComparer.Ordinal)
            .Select(type => (type, pair.Item)))
        .GroupBy(pair => pair.type, pair => pair.Item, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
