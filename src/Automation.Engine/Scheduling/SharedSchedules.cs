using Automation.Definitions;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The schedules of shared rules, those of the host's code and those that are stored for all scopes, in each scope that the host names: stored where they are missing or were edited.</summary>
/// <remarks>
/// A scope that opted in to a rule has its schedules, too, and one that has it disabled or is not opted in where the rule needs that has none to begin with.
/// None is removed because this build does not have it: in a rolling deployment another build may. Those that no host fires are removed when they have been due for a week, and those of a stored rule with it.
/// </remarks>
internal sealed partial class SharedSchedules(
    IAutomationStore store, RuleDirectory directory, ScheduleFinder finder, ScopeZones zones, TimeProvider time, ILogger<SharedSchedules> logger)
{
    private const int MaxSaved = 500;
    private const int PageLimit = 2000;

    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _looking = new(1);

    // Of an edition that is another one by now it counts no more: the store may have moved, or removed, what was stored of it.
    private readonly Dictionary<(string Scope, string Rule, string Trigger), (string Spec, SharedEdition Edition)> _saved = [];
    private HashSet<string> _listed = [];
    private HashSet<(string Scope, string Rule)> _chosen = [];
    private Scheduled? _scheduled;

    // What the last look was made for; null when there was none, or it failed.
    private volatile IReadOnlyDictionary<string, SharedEdition>? _looked;
    private bool _warned;
    private long _sweptAt = time.GetTimestamp();

    /// <summary>The shared rules that have schedules.</summary>
    public IReadOnlyList<string> RuleNames => Now().Names;

    /// <summary>Whether there are rules with schedules that were not looked at as they are now.</summary>
    public bool HasNews => IsNews(Now());

    /// <summary>Whether this host has the rule's schedules fire in the scope: it names the scope, or the scope opted in; also when that opted out since, so that its schedules come to rest.</summary>
    public bool IsDueIn(string scope, string rule) => _listed.Contains(scope) || _chosen.Contains((scope, rule));

    /// <summary>Stores what is new since the last look, if it is time for one or rules with schedules are others by now.</summary>
    /// <param name="isDue">Whether it is time for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when what is stored for all scopes changed meanwhile; it is read anew, and whoever asks once more gets on.</returns>
    public async Task<bool> TryLookAsync(bool isDue, CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = Now();
            if (now.Rules.Count == 0 || !(isDue || IsNews(now)) || await TryLookAsync(now, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            _ = await directory.SharedAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>After a pass that fired everything that this host can fire: removes what no host does. Not soon after the start, when others may just be starting, too.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        // A look that goes on has its own idea of what is stored.
        if (time.GetElapsedTime(_sweptAt) < SweepInterval || !await _looking.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            var removed = await store.RemoveAbandonedSchedulesAsync(Abandoned, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (removed > 0)
            {
                LogRemoved(removed, Abandoned.TotalDays);
            }

            _sweptAt = time.GetTimestamp();
            await ForgetReplacedAsync(cancellationToken).ConfigureAwait(false);
            _looked = null;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>A host of another build may have started after this one and ended since: what it stored is stored anew. What differs but for the data of its zone is left as it is, or two hosts would replace it for ever.</summary>
    private async Task ForgetReplacedAsync(CancellationToken cancellationToken)
    {
        var kept = new HashSet<(string Scope, string Rule, string Trigger)>();
        IReadOnlyList<ScheduleRecord> page = [];
        do
        {
            page = await store.ListSchedulesAsync(new ScheduleQuery { After = page.LastOrDefault(), Limit = PageLimit }, cancellationToken).ConfigureAwait(false);
            kept.UnionWith(
                from record in page
                let key = (record.Scope, record.Rule, record.Trigger)
                where record.Shared && _saved.TryGetValue(key, out var saved) && ScopedSchedule.IsButForZoneData(record, saved.Spec)
                select key);
        }
        while (page.Count == PageLimit);

        foreach (var replaced in _saved.Keys.Where(key => !kept.Contains(key)).ToArray())
        {
            _ = _saved.Remove(replaced);
        }
    }

    private bool IsNews(Scheduled now) =>
        now.Editions.Count > 0 && (_looked is not { } looked || now.Editions.Any(rule => !looked.TryGetValue(rule.Key, out var seen) || seen != rule.Value));

    /// <summary>False when what is stored for all scopes changed meanwhile.</summary>
    private async Task<bool> TryLookAsync(Scheduled now, CancellationToken cancellationToken)
    {
        _looked = null;
        var listed = await finder.ListScopesAsync(cancellationToken).ConfigureAwait(false);
        if (!_warned && listed.Count == 0)
        {
            _warned = true;
            LogNoScopes(now.Names[0]);
        }

        var settings = new Dictionary<(string Scope, string Rule), RuleSettingRecord>();
        await foreach (var setting in store.EachSettingAsync(now.Names, cancellationToken).ConfigureAwait(false))
        {
            settings[(setting.Scope, setting.Rule)] = setting;
        }

        var names = listed.Where(scope => scope != SharedScope.Name).ToHashSet(StringComparer.Ordinal);
        var chosen = settings.Values
            .Where(setting => setting.Scope != SharedScope.Name && directory.With(now.Index.ByName[setting.Rule], setting).OptedIn is not null)
            .Select(setting => (setting.Scope, setting.Rule)).ToHashSet();

        // They are due from here on, whether or not the directory says soon in which zones.
        (_listed, _chosen) = (names, chosen);
        var isLooked = await zones.LookAsync(
            names.Union(chosen.Select(pair => pair.Scope)),
            answers => SaveAsync(now, [.. answers.SelectMany(answer => NewsOf(now, answer.Scope, answer.Zone, settings))], cancellationToken),
            cancellationToken).ConfigureAwait(false);
        _looked = isLooked ? now.Editions : null;
        return isLooked;
    }

    /// <summary>What is to be stored in a scope. One that the directory is silent about is looked at again as soon as it is said.</summary>
    private List<ScheduleRecord> NewsOf(Scheduled now, string scope, string? zone, Dictionary<(string Scope, string Rule), RuleSettingRecord> settings)
    {
        var (news, at) = (new List<ScheduleRecord>(), time.GetUtcNow());
        foreach (var rule in zone is null ? [] : now.Rules.Where(rule => IsDueIn(scope, rule.Rule.Name)))
        {
            var scoped = settings.TryGetValue((scope, rule.Rule.Name), out var setting) ? directory.With(rule, setting) : rule;
            foreach (var trigger in scoped.HasSchedulesAt(at) ? ScheduleFinder.TriggersOf(scoped.Rule) : [])
            {
                try
                {
                    var schedule = finder.Find(scoped.Rule, trigger, scope, zone!);
                    if (_saved.GetValueOrDefault((scope, scoped.Rule.Name, trigger.Id)) != (schedule.Spec, scoped.Source.Edition))
                    {
                        var record = RecordOf(schedule, scope, scoped, trigger, at);

                        // One that sleeps in a pause goes on sleeping.
                        news.Add(scoped.IsPausedAt(at) ? record with { NextDue = OccurrencePlan.PassedOver(schedule, at, scoped.Body.Paused!.Until).Next } : record);
                    }
                }
                catch (Exception fault)
                {
                    // This schedule's trouble only.
                    LogFaulty(scoped.Rule.Name, trigger.Id, scope, fault.Message);
                }
            }
        }

        return news;
    }

    /// <summary>False when what is stored for all scopes changed meanwhile.</summary>
    private async Task<bool> SaveAsync(Scheduled now, List<ScheduleRecord> news, CancellationToken cancellationToken)
    {
        var version = now.Index.Stored.Count == 0 ? (long?)null : now.Index.Version;
        foreach (var chunk in news.Chunk(MaxSaved))
        {
            if (!await store.SaveSharedSchedulesAsync(chunk, version, time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            foreach (var saved in chunk)
            {
                _saved[(saved.Scope, saved.Rule, saved.Trigger)] = (saved.Spec, now.Editions[saved.Rule]);
            }
        }

        return true;
    }

    /// <summary>The present rules that have schedules.</summary>
    private Scheduled Now()
    {
        var index = directory.Shared;
        if (_scheduled is { } known && known.Index == index)
        {
            return known;
        }

        var rules = index.Rules.Where(rule => ScheduleFinder.TriggersOf(rule.Rule).Any()).ToArray();
        return _scheduled = new Scheduled(index, rules, [.. rules.Select(rule => rule.Rule.Name)], rules.ToDictionary(rule => rule.Rule.Name, rule => rule.Source.Edition, StringComparer.Ordinal));
    }

    /// <summary>A schedule as it is stored when it is new.</summary>
    public static ScheduleRecord RecordOf(ScopedSchedule schedule, string scope, ScopedRule scoped, TriggerDefinition trigger, DateTimeOffset now) => new()
    {
        Scope = scope,
        Rule = scoped.Rule.Name,
        Trigger = trigger.Id,
        Shared = scoped.IsShared,
        Spec = schedule.Spec,
        Setting = scoped.Revision,
        NextDue = schedule.FirstDue(now),
    };

    private sealed record Scheduled(SharedIndex Index, IReadOnlyList<ScopedRule> Rules, IReadOnlyList<string> Names, IReadOnlyDictionary<string, SharedEdition> Editions);
}
