using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>Every rule that this host knows: those of its code, shared by all scopes, and those stored per scope. Indexed by scope and event type.</summary>
/// <remarks>Thread-safe. Stored rules of a scope are read once and again only when the accepting commit says that they changed.</remarks>
internal sealed class RuleDirectory
{
    /// <summary>So many times something is decided anew, because the rules of its scope changed meanwhile, before whoever asks is told to ask again.</summary>
    public const int MaxDecisions = 10;

    private readonly IAutomationStore _store;
    private readonly RuleJsonReader _reader;
    private readonly FrozenDictionary<string, RuleDefinition> _byName;
    private readonly FrozenDictionary<string, ScopedRule[]> _byEvent;
    private readonly FrozenDictionary<string, ScopedRule> _shared;
    private readonly JsonSerializerOptions _json;
    private readonly ConcurrentDictionary<string, ScopeIndex> _scopes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ScopeIndex>>> _firstReadings = new(StringComparer.Ordinal);

    /// <summary>What was read; null for a version that this build cannot read, so that a run which needs it costs no further question.</summary>
    private readonly ConcurrentDictionary<(string Scope, string Rule, string Hash), RuleDefinition?> _versions = new();

    public RuleDirectory(IReadOnlyList<RuleDefinition> rules, IAutomationStore store, RuleJsonReader reader, JsonSerializerOptions json, bool requirePreview = false)
    {
        _store = store;
        _reader = reader;
        _json = json;
        RequirePreview = requirePreview;
        Rules = rules;
        _byName = rules.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);
        _shared = rules.ToFrozenDictionary(rule => rule.Name, rule => Shared(rule, null), StringComparer.Ordinal);
        _byEvent = ByEvent(_shared.Values);
    }

    /// <summary>Whether stored rules count only when a preview of them is recorded.</summary>
    public bool RequirePreview { get; }

    /// <summary>The rules of the host's code, and those that it registered as JSON.</summary>
    public IReadOnlyList<RuleDefinition> Rules { get; }

    public bool TryGetShared(string name, [NotNullWhen(true)] out RuleDefinition? rule) => _byName.TryGetValue(name, out rule);

    /// <summary>The rules shared by all scopes that listen to an event type, as they are where nothing is set for them. See <see cref="ScopeIndex.InEffect"/>.</summary>
    public ScopedRule[] SharedFor(string eventType) => _byEvent.GetValueOrDefault(eventType) ?? [];

    /// <summary>A shared rule with what a scope has set for it.</summary>
    public ScopedRule Shared(RuleDefinition rule, RuleSettingRecord? setting) => ScopedRule.Of(rule, storedEnabled: null, setting, _json);

    /// <summary>A version of a stored rule with what the scope has set for it.</summary>
    public ScopedRule Stored(RuleDefinition rule, bool enabled, RuleSettingRecord? setting) => ScopedRule.Of(rule, enabled, setting, _json, RequirePreview);

    /// <summary>The stored rules of a scope. Whoever asks while they are read for the first time shares that reading.</summary>
    public ValueTask<ScopeIndex> ScopeAsync(string scope, CancellationToken cancellationToken) =>
        _scopes.TryGetValue(scope, out var known) ? new(known) : new(ReadFirstAsync(scope).WaitAsync(cancellationToken));

    /// <summary>What is remembered of a scope; null when nothing is.</summary>
    public ScopeIndex? Known(string scope) => _scopes.GetValueOrDefault(scope);

    /// <summary>A rule by name, as it stands in a scope: shared or stored, disabled or not. Null when there is none.</summary>
    public async Task<ScopedRule?> FindAsync(string scope, string name, CancellationToken cancellationToken) =>

        // What is remembered may be older than the last change; a name that is asked for is looked up anew.
        Find(await ReloadAsync(scope, cancellationToken).ConfigureAwait(false), name);

    /// <summary>The same by what was read of the scope.</summary>
    public ScopedRule? Find(ScopeIndex index, string name) =>
        _shared.TryGetValue(name, out var shared) ? index.InEffect(shared) : index.ByName.GetValueOrDefault(name);

    /// <summary>A version of a rule as it would be in a scope now.</summary>
    public ScopedRule InScope(ScopeIndex index, RuleDefinition version)
    {
        var present = Find(index, version.Name);
        return present?.Definition == version ? present
            : ScopedRule.Of(version, _shared.ContainsKey(version.Name) ? null : index.Stored.First(stored => stored.Name == version.Name).Enabled, present?.Setting, _json, requirePreview: null);
    }

    /// <summary>A version of a rule with the guards that the scope has set for rules of its name; its parameters stay.</summary>
    public RuleDefinition WithGuards(ScopeIndex index, RuleDefinition version) =>
        Find(index, version.Name) is { Body.Guards: { } guards } ? version.InScope(null, GuardOverrides.Apply(version, guards, [])) : version;

    /// <summary>The shared rules as they are in a scope.</summary>
    public IEnumerable<ScopedRule> SharedIn(ScopeIndex index) => Rules.Select(rule => index.InEffect(_shared[rule.Name]));

    /// <summary>Reads a scope's stored rules, and what it has set for rules, again.</summary>
    public async Task<ScopeIndex> ReloadAsync(string scope, CancellationToken cancellationToken)
    {
        var stored = await _store.LoadRulesAsync(scope, cancellationToken).ConfigureAwait(false);
        var settings = stored.Settings.ToDictionary(setting => setting.Rule, StringComparer.Ordinal);
        var rules = new List<ScopedRule>();
        var broken = new List<string>();
        foreach (var rule in stored.Rules)
        {
            if (_byName.ContainsKey(rule.Name))
            {
                // A later build has a rule of this name in its code: that one counts, here as in Find.
                continue;
            }

            if (Read(rule) is { } definition)
            {
                rules.Add(Stored(definition, rule.Enabled, settings.GetValueOrDefault(rule.Name)));
            }
            else
            {
                broken.Add(rule.Name);
            }
        }

        var shared = stored.Settings.Where(setting => _byName.ContainsKey(setting.Rule)).ToDictionary(setting => setting.Rule, setting => Shared(_byName[setting.Rule], setting), StringComparer.Ordinal);
        var index = new ScopeIndex(
            stored.Version,
            stored.Rules,
            ByEvent(rules),
            rules.ToFrozenDictionary(rule => rule.Rule.Name, StringComparer.Ordinal),
            broken,
            shared.Count == 0 ? null : shared,
            stored.Overrides.ToFrozenDictionary(standing => standing.Subject, StringComparer.Ordinal),
            stored.Breakers.ToFrozenDictionary(breaker => breaker.Rule, StringComparer.Ordinal));
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

    private static FrozenDictionary<string, ScopedRule[]> ByEvent(IEnumerable<ScopedRule> rules) => rules
        .SelectMany(scoped => scoped.Rule.Triggers
            .Where(trigger => trigger.Kind == TriggerKind.Event && trigger.Type is not null)
            .Select(trigger => trigger.Type!)
            .Distinct(StringComparer.Ordinal)
            .Select(type => (Type: type, Scoped: scoped)))
        .GroupBy(pair => pair.Type, pair => pair.Scoped, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
