using Automation.Definitions;
using Automation.Matching;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The schedules of the host's own rules, in each scope that the host names: stored where they are missing or were edited.</summary>
/// <remarks>
/// None is removed because this build does not have it: in a rolling deployment another build may. Those that no host fires are removed when they have been due for a week.
/// </remarks>
internal sealed partial class SharedSchedules
{
    private const int MaxSaved = 500;

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
    private HashSet<string> _listed = [];
    private bool _warned;
    private long? _lookedAt;
    private long _sweptAt;

    public SharedSchedules(IAutomationStore store, RuleDirectory rules, IScopeDirectory scopes, ScheduleFinder finder, TimeProvider time, ILogger<SharedSchedules> logger, bool looks)
    {
        (_store, _scopes, _finder, _time, _logger) = (store, scopes, finder, time, logger);
        _rules = [.. rules.Rules.Where(rule => ScheduleFinder.TriggersOf(rule).Any())];
        _interval = looks && _rules.Length > 0 ? LookInterval : Timeout.InfiniteTimeSpan;
        _sweptAt = time.GetTimestamp();
        RuleNames = [.. _rules.Select(rule => rule.Name)];
    }

    /// <summary>The shared rules that have schedules.</summary>
    public IReadOnlyList<string> RuleNames { get; }

    /// <summary>How long until the next look at the scopes; infinite for never.</summary>
    public TimeSpan UntilLook => _interval == Timeout.InfiniteTimeSpan || _lookedAt is not { } at ? _interval : _interval - _time.GetElapsedTime(at);

    /// <summary>Whether the host names the scope.</summary>
    public bool IsListed(string scope) => _listed.Contains(scope);

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

        var news = new List<ScheduleRecord>();
        foreach (var scope in listed.Distinct(StringComparer.Ordinal))
        {
            try
            {
                await AddNewsAsync(scope, news, cancellationToken).ConfigureAwait(false);
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

        _listed = [.. listed];
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

    private async Task AddNewsAsync(string scope, List<ScheduleRecord> news, CancellationToken cancellationToken)
    {
        var zone = await _finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false);
        foreach (var rule in _rules)
        {
            foreach (var trigger in ScheduleFinder.TriggersOf(rule))
            {
                try
                {
                    var schedule = _finder.Find(rule, trigger, scope, zone);
                    if (_saved.GetValueOrDefault((scope, rule.Name, trigger.Id)) != schedule.Spec)
                    {
                        news.Add(RecordOf(schedule, scope, rule, trigger, shared: true, _time.GetUtcNow()));
                    }
                }
                catch (ScheduleException fault)
                {
                    // This scope's trouble only.
                    LogFaulty(rule.Name, trigger.Id, scope, fault.Message);
                }
            }
        }
    }

    /// <summary>A schedule as it is stored when it is new.</summary>
    public static ScheduleRecord RecordOf(ScopedSchedule schedule, string scope, RuleDefinition rule, TriggerDefinition trigger, bool shared, DateTimeOffset now) => new()
    {
        Scope = scope, Rule = rule.Name, Trigger = trigger.Id, Shared = shared, Spec = schedule.Spec, NextDue = schedule.Timetable.Next(now),
    };
}
