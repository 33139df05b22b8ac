using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Caching;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>Every rule that this host knows: those of its code and those stored for all scopes, which all scopes share, and those stored per scope. Indexed by scope and event type.</summary>
/// <remarks>
/// Thread-safe. What is stored of a scope is read once, and what is stored for all scopes once for all of them; both again only when somebody says that they changed, as the accepting commit does.
/// Scopes and versions that were not asked for lately are forgotten, and read again when they are.
/// </remarks>
internal sealed class RuleDirectory
{
    /// <summary>So many times something is decided anew, because the rules of its scope changed meanwhile, before whoever asks is told to ask again.</summary>
    public const int MaxDecisions = 10;

    private const int RememberedScopes = 50_000;
    private const int RememberedVersions = 10_000;

    private readonly IAutomationStore _store;
    private readonly RuleJsonReader _reader;
    private readonly JsonSerializerOptions _json;

    /// <summary>The rules of the code alone.</summary>
    private readonly SharedIndex _code;
    private readonly SemaphoreSlim _readingShared = new(1);
    private readonly RecentEntries<string, ScopeIndex> _scopes = new(RememberedScopes, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ScopeIndex>>> _firstReadings = new(StringComparer.Ordinal);

    /// <summary>What was read, by hash the version that was read last; its definition is null where this build cannot read it, so that a run which needs it costs no further question.</summary>
    private readonly RecentEntries<(string Scope, string Rule, string Hash), KnownVersion> _versions = new(RememberedVersions);

    private volatile SharedIndex _shared;

    public RuleDirectory(IReadOnlyList<RuleDefinition> rules, IAutomationStore store, RuleJsonReader reader, JsonSerializerOptions json, bool requirePreview = false)
    {
        _store = store;
        _reader = reader;
        _json = json;
        RequirePreview = requirePreview;
        _code = _shared = new SharedIndex(0, [.. rules.Select(rule => ScopedRule.Of(rule, RuleSource.Code, null, json))], []);
    }

    /// <summary>Whether stored rules count only when a preview of them is recorded.</summary>
    public bool RequirePreview { get; }

    /// <summary>The rules that all scopes share, as far as this host has heard.</summary>
    public SharedIndex Shared => _shared;

    /// <summary>The same as the store has them now.</summary>
    public async Task<SharedIndex> SharedAsync(CancellationToken cancellationToken)
    {
        _ = await ReadSharedAsync(null, cancellationToken).ConfigureAwait(false);
        return _shared;
    }

    /// <summary>A rule of the host's code, or one that it registered as JSON.</summary>
    public bool TryGetCode(string name, [NotNullWhen(true)] out RuleDefinition? rule)
    {
        rule = _code.ByName.GetValueOrDefault(name)?.Definition;
        return rule is not null;
    }

    /// <summary>A rule with something else that a scope has set for it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="setting">What is set.</param>
    /// <param name="enabled">Whether a stored rule is switched on now; null leaves that.</param>
    public ScopedRule With(ScopedRule rule, RuleSettingRecord? setting, bool? enabled = null) =>
        ScopedRule.Of(rule.Definition, enabled is { } on ? rule.Source with { Enabled = on } : rule.Source, setting, _json);

    /// <summary>A version of a scope's own rule with what the scope has set for it.</summary>
    public ScopedRule Stored(RuleDefinition rule, bool enabled, RuleSettingRecord? setting) => ScopedRule.Of(rule, new RuleSource(RuleOrigin.Scope, enabled, RequirePreview), setting, _json);

    /// <summary>The rules of a scope. Whoever asks while they are read for the first time shares that reading.</summary>
    public ValueTask<ScopeIndex> ScopeAsync(string scope, CancellationToken cancellationToken) =>
        Known(scope) is { } known ? new(known) : new(ReadFirstAsync(scope).WaitAsync(cancellationToken));

    /// <summary>What is remembered of a scope; null when nothing is.</summary>
    public ScopeIndex? Known(string scope)
    {
        if (!_scopes.TryGet(scope, out var known) || ReferenceEquals(known.Common, _shared))
        {
            return known;
        }

        // The shared rules changed since; what the scope has set is laid over the present ones.
        var index = IndexOf(known.Read, _shared);
        _ = _scopes.TryReplace(scope, index, known);
        return index;
    }

    /// <summary>A rule by name, as it stands in a scope: shared or its own, disabled or not. Null when there is none.</summary>
    public async Task<ScopedRule?> FindAsync(string scope, string name, CancellationToken cancellationToken) =>

        // What is remembered may be older than the last change; a name that is asked for is looked up anew.
        Find(await ReloadAsync(scope, cancellationToken).ConfigureAwait(false), name);

    /// <summary>The same, of a rule that must be there.</summary>
    /// <exception cref="RuleNotFoundException">There is none.</exception>
    public async Task<ScopedRule> GetAsync(string scope, string name, CancellationToken cancellationToken)
    {
        var index = await ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        return Find(index, name) ?? throw index.NotFound(scope, name);
    }

    /// <summary>The same by what was read of the scope.</summary>
    public ScopedRule? Find(ScopeIndex index, string name) =>
        index.Common.ByName.TryGetValue(name, out var shared) ? index.InEffect(shared) : index.ByName.GetValueOrDefault(name);

    /// <summary>A version of a rule as it would be in a scope now.</summary>
    public ScopedRule InScope(ScopeIndex index, RuleDefinition version)
    {
        var present = Find(index, version.Name);
        return present?.Definition.Hash == version.Hash ? present : ScopedRule.Of(version, SourceOf(index, version.Name, present) with { RequiresPreview = null }, present?.Setting, _json);
    }

    /// <summary>A version of a rule with the guards that the scope has set for rules of its name; its parameters stay.</summary>
    public RuleDefinition WithGuards(ScopeIndex index, RuleDefinition version) =>
        Find(index, version.Name) is { Body.Guards: { } guards } ? version.InScope(null, GuardOverrides.Apply(version, guards, [])) : version;

    /// <summary>The shared rules as they are in a scope.</summary>
    public static IEnumerable<ScopedRule> SharedIn(ScopeIndex index) => index.Common.Rules.Select(index.InEffect);

    /// <summary>
    /// Reads a scope's rules, and what it has set for rules, again, and those that all scopes share if they changed. For <see cref="SharedScope"/> what is stored for all scopes, as if it
    /// were a scope's own.
    /// </summary>
    public async Task<ScopeIndex> ReloadAsync(string scope, CancellationToken cancellationToken)
    {
        if (scope == SharedScope.Name)
        {
            return IndexOf((await ReadSharedAsync(null, cancellationToken).ConfigureAwait(false))!, _code);
        }

        var read = await _store.LoadRulesAsync(scope, cancellationToken).ConfigureAwait(false);
        if (read.SharedVersion != _shared.Version)
        {
            _ = await ReadSharedAsync(read.SharedVersion, cancellationToken).ConfigureAwait(false);
        }

        var index = IndexOf(read, _shared);
        _scopes.Set(scope, index);
        return index;
    }

    /// <summary>Reads anew what changed of these scopes, and of what all share, since it was read: one question where nothing did.</summary>
    public async Task CatchUpAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        var versions = await _store.ReadScopeVersionsAsync([SharedScope.Name, .. scopes], cancellationToken).ConfigureAwait(false);
        if (versions.GetValueOrDefault(SharedScope.Name) != _shared.Version)
        {
            _ = await SharedAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var scope in scopes.Where(scope => Known(scope) is { } known && known.Version != versions.GetValueOrDefault(scope)))
        {
            _ = await ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The deleted rules of a scope and those that were stored for all scopes, by name, in their last versions; the definition is null where this build cannot read it.</summary>
    public async Task<IReadOnlyList<(StoredRule Stored, RuleDefinition? Rule)>> ListDeletedAsync(string scope, CancellationToken cancellationToken) =>
    [
        .. (await _store.ListDeletedRulesAsync(scope, cancellationToken).ConfigureAwait(false))
            .Concat(await _store.ListDeletedRulesAsync(SharedScope.Name, cancellationToken).ConfigureAwait(false))
            .OrderBy(rule => rule.Name, StringComparer.Ordinal)
            .Select(rule => (rule, Read(rule))),
    ];

    /// <summary>The definition that a run belongs to: the very version of a stored rule, or the deployed code of a rule of the host's own,
    /// which may have changed since. Null when there is none.</summary>
    public async ValueTask<RuleDefinition?> FindForRunAsync(string scope, string rule, string hash, CancellationToken cancellationToken)
    {
        if (_shared.ByName.TryGetValue(rule, out var shared) && shared.Definition.Hash == hash)
        {
            return shared.Definition;
        }

        if (_versions.TryGet((scope, rule, hash), out var known) || _versions.TryGet((SharedScope.Name, rule, hash), out known))
        {
            return known.Definition;
        }

        var stored = await _store.FindRuleVersionAsync(scope, rule, hash, cancellationToken).ConfigureAwait(false);
        return stored is not null ? Read(stored) : TryGetCode(rule, out var code) ? code : null;
    }

    /// <summary>The same, with the scope whose own the definition is, whatever there is of the name by now; null where all scopes share it.</summary>
    public async Task<(RuleDefinition? Definition, string? Scope)> FindVersionForRunAsync(string scope, string rule, string hash, CancellationToken cancellationToken)
    {
        if (_code.ByName.TryGetValue(rule, out var deployed) && deployed.Definition.Hash == hash)
        {
            return (deployed.Definition, null);
        }

        return await _store.FindRuleVersionAsync(scope, rule, hash, cancellationToken).ConfigureAwait(false) is { } stored
            ? (Read(stored), stored.Scope == SharedScope.Name ? null : scope)
            : TryGetCode(rule, out var code) ? (code, null) : (null, _shared.Has(rule) ? null : scope);
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

    /// <summary>Reads what is stored for all scopes, one after the other, so that what was read last is what stays. Null when somebody else has read the wanted version meanwhile.</summary>
    private async Task<ScopeRules?> ReadSharedAsync(long? wanted, CancellationToken cancellationToken)
    {
        await _readingShared.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (wanted == _shared.Version)
            {
                return null;
            }

            var read = await _store.LoadRulesAsync(SharedScope.Name, cancellationToken).ConfigureAwait(false);
            if (read.Version != _shared.Version)
            {
                _shared = SharedOf(read);
            }

            return read;
        }
        finally
        {
            _readingShared.Release();
        }
    }

    private SharedIndex SharedOf(ScopeRules read)
    {
        var settings = read.Settings.ToDictionary(setting => setting.Rule, StringComparer.Ordinal);
        var rules = _code.Rules.ToList();
        foreach (var stored in read.Rules)
        {
            // Where a later build has a rule of this name in its code, that one counts.
            if (!_code.Has(stored.Name) && Read(stored) is { } definition)
            {
                rules.Add(ScopedRule.Of(definition, SharedSource(stored, settings.GetValueOrDefault(stored.Name)), null, _json));
            }
        }

        return new SharedIndex(read.Version, rules, read.Rules);
    }

    private RuleSource SharedSource(StoredRule stored, RuleSettingRecord? setting) =>
        new(RuleOrigin.Shared, stored.Enabled, RequirePreview, SettingBody.Read(setting), new SharedEdition(stored.Version, setting?.Revision ?? 0));

    /// <summary>Where a rule is from of which this build may not be able to read the present version.</summary>
    private RuleSource SourceOf(ScopeIndex index, string name, ScopedRule? present) =>
        present?.Source
        ?? (index.Common.FindStored(name) is { } shared ? SharedSource(shared, null) : new RuleSource(RuleOrigin.Scope, index.Stored.First(stored => stored.Name == name).Enabled, RequirePreview));

    private ScopeIndex IndexOf(ScopeRules read, SharedIndex common)
    {
        var settings = read.Settings.ToDictionary(setting => setting.Rule, StringComparer.Ordinal);
        var rules = new List<ScopedRule>();
        foreach (var stored in read.Rules)
        {
            // A shared one of this name counts, here as in Find.
            if (!common.Has(stored.Name) && Read(stored) is { } definition)
            {
                rules.Add(Stored(definition, stored.Enabled, settings.GetValueOrDefault(stored.Name)));
            }
        }

        var shared = settings.Values.Where(setting => common.ByName.ContainsKey(setting.Rule)).ToDictionary(setting => setting.Rule, setting => With(common.ByName[setting.Rule], setting));
        return new ScopeIndex
        {
            Read = read,
            Common = common,
            ByEvent = ByEvent(rules),
            ByName = rules.ToFrozenDictionary(rule => rule.Rule.Name, StringComparer.Ordinal),
            Shared = shared.Count == 0 ? null : shared,
            Overrides = read.Overrides.ToFrozenDictionary(standing => standing.Subject, StringComparer.Ordinal),
            Breakers = read.Breakers.ToFrozenDictionary(breaker => breaker.Rule, StringComparer.Ordinal),
        };
    }

    private RuleDefinition? Read(StoredRule stored)
    {
        var key = (stored.Scope, stored.Name, stored.Hash);
        if (_versions.TryGet(key, out var known) && known.Version == stored.Version)
        {
            return known.Definition;
        }

        // Another version of the hash is described in other words.
        known = new KnownVersion(stored.Version, _reader.Read(stored.Json).Rule);
        _versions.Set(key, known);
        return known.Definition;
    }

    /// <summary>Rules by the types of the events that they listen to.</summary>
    public static FrozenDictionary<string, ScopedRule[]> ByEvent(IEnumerable<ScopedRule> rules) => rules
        .SelectMany(scoped => scoped.Rule.Triggers
            .Where(trigger => trigger.Kind == TriggerKind.Event && trigger.Type is not null)
            .Select(trigger => trigger.Type!)
            .Distinct(StringComparer.Ordinal)
            .Select(type => (Type: type, Scoped: scoped)))
        .GroupBy(pair => pair.Type, pair => pair.Scoped, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    private sealed record KnownVersion(int Version, RuleDefinition? Definition);
}
