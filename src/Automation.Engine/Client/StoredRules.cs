using System.Text.Json.Nodes;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Hosting;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Client;

internal sealed class StoredRules(string scope, AutomationEngine engine) : IStoredRules
{
    public async Task<StoredRule> SaveAsync(string json, string? author = null, int? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        var parts = engine.Parts;
        var rule = parts.RuleReader.Read(json).RuleOrThrow();
        if (parts.Rules.TryGetShared(rule.Name, out _))
        {
            throw new RuleDefinitionException([new RuleFault
            {
                Rule = rule.Name,
                Message = $"Rule '{rule.Name}': the host's code has a rule of this name. Choose another name.",
                Pointer = "/name",
            }]);
        }

        var now = engine.Time.GetUtcNow();
        var schedules = await SchedulesAsync(rule, now, cancellationToken).ConfigureAwait(false);
        var saved = await parts.Store.SaveRuleAsync(
            new StoredRule
            {
                Scope = scope,
                Name = rule.Name,
                Version = 0,
                Hash = rule.Hash,
                Enabled = true,
                Json = RuleJsonWriter.Show(rule),
                Author = author is null ? null : Automation.Json.StorableText.Clean(author, 256),
                SavedAt = now,
            },
            schedules,
            expectedVersion,
            cancellationToken).AskAsync().ConfigureAwait(false);
        parts.Schedules.Wake();
        return saved;
    }

    public async Task<StoredRule> DuplicateAsync(string name, string newName, string? author = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(newName);
        var rule = await FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new RuleNotFoundException(scope, name);
        var copy = JsonNode.Parse(rule.Json)!.AsObject();
        copy[RuleMembers.Name] = newName;
        return await SaveAsync(copy.ToJsonString(), author, expectedVersion: 0, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Page<StoredRule, int>> ListVersionsAsync(string name, int? after = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 200);
        var versions = await engine.Parts.Store.ListRuleVersionsAsync(scope, name, after, limit, cancellationToken).AskAsync().ConfigureAwait(false);

        // The first version is the last of the list.
        return new() { Items = versions, Next = versions is [.., { Version: > 1 and var last }] && versions.Count == limit ? last : null };
    }

    public async Task<IReadOnlyList<RuleChange>> CompareAsync(string name, int before, int after, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return RuleDiff.Of(
            await ReadAsync(name, before, nameof(before), cancellationToken).ConfigureAwait(false),
            await ReadAsync(name, after, nameof(after), cancellationToken).ConfigureAwait(false));
    }

    public async Task<StoredRule?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(rule => rule.Name == name);
    }

    public async Task<IReadOnlyList<StoredRule>> ListAsync(CancellationToken cancellationToken = default) =>
        (await engine.Parts.Store.LoadRulesAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false)).Rules;

    public Task<bool> SetEnabledAsync(string name, bool enabled, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return engine.Parts.Store.ChangeRuleAsync(scope, name, enabled, cancellationToken).AskAsync();
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return engine.Parts.Store.ChangeRuleAsync(scope, name, null, cancellationToken).AskAsync();
    }

    /// <summary>The rule's schedules in this scope.</summary>
    /// <exception cref="RuleDefinitionException">Some are faulty here: what a placeholder yields is known only now.</exception>
    private async Task<IReadOnlyList<ScheduleRecord>> SchedulesAsync(RuleDefinition rule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var finder = engine.Parts.ScheduleFinder;
        var schedules = new List<ScheduleRecord>();
        var faults = new List<RuleFault>();
        foreach (var trigger in ScheduleFinder.TriggersOf(rule))
        {
            try
            {
                var schedule = finder.Find(rule, trigger, scope, await finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false));
                schedules.Add(SharedSchedules.RecordOf(schedule, scope, rule, trigger, shared: false, now));
            }
            catch (ScheduleException fault)
            {
                faults.Add(new RuleFault { Rule = rule.Name, Message = $"Rule '{rule.Name}': trigger '{trigger.Id}': {fault.Message}", Code = fault.Code, Pointer = "/triggers" });
            }
        }

        return faults.Count == 0 ? schedules : throw new RuleDefinitionException(faults);
    }

    private async Task<string> ReadAsync(string name, int version, string parameter, CancellationToken cancellationToken)
    {
        if (version is > 0 and < int.MaxValue
            && await engine.Parts.Store.ListRuleVersionsAsync(scope, name, version + 1, 1, cancellationToken).AskAsync().ConfigureAwait(false) is [var found]
            && found.Version == version)
        {
            return found.Json;
        }

        throw new ArgumentOutOfRangeException(parameter, version, $"Rule '{name}' of scope '{scope}' has no version {version}. ListVersionsAsync has those that it has.");
    }
}
