using Automation.Definitions;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The schedules of the host's own rules, in each scope that the host names: stored where they are missing or were edited.</summary>
/// <remarks>
/// A scope that opted in to a rule has its schedules, too, and one that has it disabled or is not opted in where the rule needs that has none to begin with.
/// None is removed because this build does not have it: in a rolling deployment another build may. Those that no host fires are removed when they have been due for a week.
/// </remarks>
internal sealed partial class SharedSchedules
{
    private const int MaxSaved = 500;
    private const int PageLimit = 1000;

    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly IAutomationStore _store;
    private readonly IScopeDirectory _scopes;
    private readonly ScheduleFinder _finder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RuleDefinition[] _rules;
    private readonly Dictionary<(string Scope, string Rule, string Trigger), string> _saved = [];
    private readonly TimeSpan _interval;
    private readonly RuleDirectory _directory;
    private HashSet<string> _listed = [];
    private HashSet<(string Scope, string Rule)> _chosen = [];
    private bool _warned;
    private long? _lookedAt;
    private long _sweptAt;

    public SharedSchedules(IAutomationStore store, RuleDirectory rules, IScopeDirectory scopes, ScheduleFinder finder, TimeProvider time, ILogger<SharedSchedules> logger, bool looks)
    {
        (_store, _directory, _scopes, _finder, _time, _logger) = (store, rules, scopes, finder, time, logger);
        _rules = [.. rules.Rules.Where(rule => ScheduleFinder.TriggersOf(rule).Any())];
        _interval = looks && _rules.Length > 0 ? LookInterval : Timeout.InfiniteTimeSpan;
        _sweptAt = time.GetTimestamp();
        RuleNames = [.. _rules.Select(rule => rule.Name)];
    }

    /// <summary>The shared rules that have schedules.</summary>
    public IReadOnlyList<string> RuleNames { get; }

    /// <summary>How long until the next look at the scopes; infinite for never.</summary>
    public TimeSpan UntilLook => _interval == Timeout.InfiniteTimeSpan || _lookedAt is not { } at ? _interval : _interval - _time.GetElapsedTime(at);

    /// <summary>Whether this host has the rule's schedules fire in the scope: it names the scope, or the scope opted in; also when that opted out since, so that its schedules come to rest.</summary>
    public bool IsDueIn(string scope, string rule) => _listed.Contains(scope) || _chosen.Contains((scope, rule));

    /// <summary>Stores what is new since the last look, if it is time for one.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_rules.Length == 0 || (_lookedAt is not null && (_interval == Timeout.InfiniteTimeSpan || UntilLook > TimeSpan.Zero)))
        {
            return;
        }

        var began = _time.GetTimestamp();
        var listed = await _scopes.ListScopesAsync(cancellationToken).ConfigureAwait(false);
        if (!_warned && listed.Count == 0)
        {
            _warned = true;
            LogNoScopes(_rules[0].Name);
        }

        var settings = await SettingsAsync(cancellationToken).ConfigureAwait(false);
        var names = listed.ToHashSet(StringComparer.Ordinal);
        var chosen = settings.Values.Where(setting => _directory.Shared(RuleOf(setting), setting).OptedIn is not null).Select(setting => (setting.Scope, setting.Rule)).ToHashSet();
        var news = new List<ScheduleRecord>();
        foreach (var scope in names.Union(chosen.Select(pair => pair.Scope)))
        {
            try
            {
                var rules = _rules.Where(rule => names.Contains(scope) || chosen.Contains((scope, rule.Name)))
                    .Select(rule => _directory.Shared(rule, settings.GetValueOrDefault((scope, rule.Name))));
                await AddNewsAsync(scope, rules, news, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // What the host's directory throws about one scope is that scope's trouble only.
                LogNotLooked(scope, fault);
            }
        }

        foreach (var chunk in news.Chunk(MaxSaved))
        {
            await _store.SaveSharedSchedulesAsync(chunk, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            foreach (var saved in chunk)
            {
                _saved[(saved.Scope, saved.Rule, saved.Trigger)] = saved.Spec;
            }
        }

        (_listed, _chosen) = (names, chosen);
        _lookedAt = began;
    }

    /// <summary>After a pass that fired everything that this host can fire: removes what no host does. Not soon after the start, when others may just be starting, too.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_sweptAt) < SweepInterval)
        {
            return;
        }

        var removed = await _store.RemoveAbandonedSchedulesAsync(Abandoned, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (removed > 0)
        {
            LogRemoved(removed, Abandoned.TotalDays);
        }

        _sweptAt = _time.GetTimestamp();

        // A host of another build may have started after this one and ended since: what it stored is stored anew.
        _saved.Clear();
        _lookedAt = null;
    }

    /// <summary>What scopes have set for the rules that have schedules.</summary>
    private async Task<Dictionary<(string Scope, string Rule), RuleSettingRecord>> SettingsAsync(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<(string Scope, string Rule), RuleSettingRecord>();
        IReadOnlyList<RuleSettingRecord> page = [];
        do
        {
            page = await _store.ListSettingsAsync(RuleNames, page.Count == 0 ? null : page[^1], PageLimit, cancellationToken).ConfigureAwait(false);
            foreach (var setting in page)
            {
                settings[(setting.Scope, setting.Rule)] = setting;
            }
        }
        while (page.Count == PageLimit);
        return settings;
    }

    private RuleDefinition RuleOf(RuleSettingRecord setting) => Array.Find(_rules, rule => rule.Name == setting.Rule)!;

    private async Task AddNewsAsync(string scope, IEnumerable<ScopedRule> rules, List<ScheduleRecord> news, CancellationToken cancellationToken)
    {
        var zone = await _finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        foreach (var scoped in rules.Where(scoped => scoped.RefusalAt(now) is null or { Reason: VerdictReason.Paused }))
        {
            foreach (var trigger in ScheduleFinder.TriggersOf(scoped.Rule))
            {
                try
                {
                    var schedule = _finder.Find(scoped.Rule, trigger, scope, zone);
                    if (_saved.GetValueOrDefault((scope, scoped.Rule.Name, trigger.Id)) != schedule.Spec)
                    {
                        news.Add(RecordOf(schedule, scope, scoped, trigger, shared: true, now));
                    }
                }
                catch (ScheduleException fault)
                {
                    // This scope's trouble only.
                    LogFaulty(scoped.Rule.Name, trigger.Id, scope, fault.Message);
                }
            }
        }
    }

    /// <summary>A schedule as it is stored when it is new.</summary>
    public static ScheduleRecord RecordOf(ScopedSchedule schedule, string scope, ScopedRule scoped, TriggerDefinition trigger, bool shared, DateTimeOffset now) => new()
    {
        Scope = scope,
        Rule = scoped.Rule.Name,
        Trigger = trigger.Id,
        Shared = shared,
        Spec = schedule.Spec,
        Setting = scoped.Revision,
        NextDue = schedule.FirstDue(now),
    };
}
