using System.Text.Json;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Polling;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>Has the occurrences accepted that are due, and sleeps until the next one is.</summary>
/// <remarks>
/// Every host has one, and none leads: of several that find an occurrence, the store lets one accept it. What this host cannot read is left to others, and holds up nothing.
/// </remarks>
internal sealed partial class SchedulePass(
    IAutomationStore store, RuleDirectory rules, ScheduleFinder finder, SharedSchedules shared, ScheduleZones zones, ScopeZones zonesOfScopes, EventIntake intake, Poller polls, TimeProvider time, ActivityTracker activity, LoopState state, LoopState looks, Pace pace,
    ILogger<SchedulePass> logger)
{
    private const int PageLimit = 200;

    /// <summary>How soon a schedule is looked at again that another process was just moving on: mostly it is not due any more then.</summary>
    private static readonly TimeSpan Contended = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a shared schedule is left to the build that stored it, when this one has another in its place. Then no host of that build fires it, and this one does.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>How often those are looked at again that stand before all others and were left to other hosts: a scope that went away leaves its schedules due for a week.</summary>
    private static readonly TimeSpan WholeInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long what is due waits for a look at the scopes: a host's directory may take its time, or not answer about some of them.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(5);

    /// <summary>How often the host's directory is asked about its scopes.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <summary>The longest rest after looks that failed.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly PassLoop _loop = new(time, activity, state, pace);
    private readonly LastFaults<(string Scope, string Rule, string Trigger)> _faults = new();

    // The look that is under way, or whose end no pass has heard of yet; touched by the pass.
    private Task<DateTimeOffset?>? _look;
    private long _lookedAt;
    private bool _looksNow = true;
    private (long At, TimeSpan Delay)? _lookFailed;

    // The last of those that stand before all others and were left; touched by the pass.
    private ScheduleRecord? _lastLeft;
    private long _wholeAt;
    private int _wakesSeen;
    private int _wakes;

    /// <summary>A schedule was added or edited: look now.</summary>
    public void Wake()
    {
        Interlocked.Increment(ref _wakes);
        _loop.Wake();
    }

    /// <summary>Another process stored something, or is not heard any more.</summary>
    public void Hear() => _loop.Hear();

    /// <summary>Passes until the token stops it, and the polls that it began are over; backs off when the store does not answer.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await _loop.RunAsync(RunOnceAsync, LogPassFailed, stopping).ConfigureAwait(false);
        await (_look ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await polls.DrainAsync().ConfigureAwait(false);
    }

    /// <summary>One pass: has accepted what is due, and says when to look again; null for when something is added.</summary>
    public async Task<DateTimeOffset?> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? retryAt = null;
        Round round;
        do
        {
            retryAt = PassLoop.Sooner(retryAt, await LookAsync(cancellationToken).ConfigureAwait(false));
            round = await FireDueAsync(cancellationToken).ConfigureAwait(false);
            retryAt = PassLoop.Sooner(retryAt, round.At);
        }
        while (round.IsBehind);
        await shared.SweepAsync(cancellationToken).ConfigureAwait(false);
        return _look is null && UntilLook is { } wait ? PassLoop.Sooner(retryAt, time.GetUtcNow() + wait) : retryAt;
    }

    /// <summary>How long until the next look at the scopes; null for never, unless somebody says so.</summary>
    private TimeSpan? UntilLook => !zonesOfScopes.Asks || pace.Shortest == Timeout.InfiniteTimeSpan ? null : LookInterval - time.GetElapsedTime(_lookedAt);

    /// <summary>Asks the host's directory about all its scopes now, if it has one, whatever it said before; the pass that does is under way when this returns.</summary>
    public void AskScopesAnew()
    {
        if (zonesOfScopes.Asks)
        {
            zonesOfScopes.Expire();
            LookNow();
        }
    }

    /// <summary>The next pass, which is due now, looks at the scopes, however short the last look is ago. The directory is not asked again about those that it just answered about.</summary>
    public void LookNow()
    {
        Volatile.Write(ref _looksNow, true);
        Wake();
    }

    /// <summary>Stores the schedules of shared rules that are new or were edited. Whatever the host's own directory throws, what is stored is fired.</summary>
    /// <returns>When to look again since it failed, or since the rules were others by then; null when it did not.</returns>
    private async Task<DateTimeOffset?> LookAsync(CancellationToken cancellationToken)
    {
        if (_look is { IsCompleted: false })
        {
            return null;
        }

        // Whatever else there is to do meanwhile, who throws has a rest. Its end comes a little later each time.
        if (_lookFailed is { } failure && failure.Delay - time.GetElapsedTime(failure.At) is var rest && rest > TimeSpan.Zero && !Volatile.Read(ref _looksNow))
        {
            return time.GetUtcNow() + rest;
        }

        var former = _look;
        _look = null;
        var before = former is null ? null : await former.ConfigureAwait(false);
        using var patience = new CancellationTokenSource(LookPatience, time);
        var look = _look = LookToItsEndAsync(cancellationToken);
        try
        {
            var retryAt = await look.WaitAsync(patience.Token).ConfigureAwait(false);
            _look = null;
            return PassLoop.Sooner(before, retryAt);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It goes on beside what is due, and another pass hears how it ended.
            _ = look.ContinueWith(static (_, pass) => ((SchedulePass)pass!).Wake(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return before;
        }
    }

    private async Task<DateTimeOffset?> LookToItsEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What fails now is tried again after its rest, and not at once by the clock.
            var isDue = Interlocked.Exchange(ref _looksNow, false) || UntilLook <= TimeSpan.Zero || _lookFailed is not null;
            _lookedAt = isDue ? time.GetTimestamp() : _lookedAt;
            var own = zones.LookAsync(isDue, cancellationToken);
            var ofAll = shared.TryLookAsync(isDue, cancellationToken);
            await Task.WhenAll(own, ofAll).ConfigureAwait(false);
            looks.Succeeded();
            _lookFailed = null;

            // What is due does not wait for rules that change all the time.
            return await ofAll.ConfigureAwait(false) ? null : time.GetUtcNow();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            looks.Failed(exception);
            var rest = _lookFailed is { } before ? Backoff.After(before.Delay, LongestRest) : PassLoop.Retry;
            _lookFailed = (time.GetTimestamp(), rest);
            LogLookFailed(rest, exception);
            return time.GetUtcNow() + rest;
        }
    }

    /// <summary>For whoever changed rules: stores their schedules now.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (shared.HasNews && !await shared.TryLookAsync(isDue: false, cancellationToken).ConfigureAwait(false))
            {
                // They are others again.
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogLookFailed(PassLoop.Retry, exception);
        }
        finally
        {
            if (shared.HasNews)
            {
                // The pass looks again.
                Wake();
            }
        }
    }

    /// <summary>Each schedule that is due once, page by page.</summary>
    private async Task<Round> FireDueAsync(CancellationToken cancellationToken)
    {
        var wakes = Volatile.Read(ref _wakes);
        if (_lastLeft is null || wakes != _wakesSeen || time.GetElapsedTime(_wholeAt) >= WholeInterval)
        {
            (_lastLeft, _wholeAt, _wakesSeen) = (null, time.GetTimestamp(), wakes);
        }

        var all = new Round(false, null);
        var former = false;
        var after = _lastLeft;
        var leading = true;
        while (true)
        {
            var page = await store.ListDueSchedulesAsync(
                new DueScheduleRequest { Now = time.GetUtcNow(), SharedRules = shared.RuleNames, After = after, Limit = PageLimit }, cancellationToken).ConfigureAwait(false);
            if (page.SharedVersion != rules.Shared.Version)
            {
                // Another host stored a rule for all scopes, which may be due, too. What is due already does not wait for that.
                _ = await rules.SharedAsync(cancellationToken).ConfigureAwait(false);
                former = true;
                pace.Quicken();
            }

            foreach (var (due, fired) in page.Schedules.Zip(await Task.WhenAll(page.Schedules.Select(due => FireAsync(due, cancellationToken))).ConfigureAwait(false)))
            {
                all = new Round(all.IsBehind || fired.IsBehind, PassLoop.Sooner(all.At, fired.At));
                leading = leading && fired.IsLeft && !former;
                if (!fired.IsLeft)
                {
                    pace.Quicken();
                }

                _lastLeft = leading ? due : _lastLeft;
            }

            if (page.Schedules.Count < PageLimit)
            {
                return new Round(all.IsBehind || former, PassLoop.Sooner(all.At, page.Next));
            }

            after = page.Schedules[^1];
        }
    }

    private async Task<Round> FireAsync(ScheduleRecord record, CancellationToken cancellationToken)
    {
        try
        {
            for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
            {
                if (await DecideAsync(record, reload: decision > 1, cancellationToken).ConfigureAwait(false) is not { } due)
                {
                    return Round.Left;
                }

                if (due.IsOfAnotherBuild && record.NextDue + Grace > time.GetUtcNow())
                {
                    return new Round(false, record.NextDue + Grace);
                }

                if (due.Refusal is null && await zonesOfScopes.LastAsync(record.Scope, cancellationToken).ConfigureAwait(false) is null)
                {
                    // Nothing can be accepted in the scope. Whoever hears from one that was silent wakes the pass; till then it is wanted.
                    return new Round(false, time.GetUtcNow() + (zonesOfScopes.IsSilent(record.Scope) ? LookInterval : PassLoop.Retry));
                }

                if (due.Schedule.Poll is { } config && due.Refusal is null)
                {
                    // It takes its time, and says when it is over.
                    _ = polls.Triggers.TryGet(due.Trigger.Type!, out var type);
                    polls.Begin(new DuePoll(record, type!, config, due.Schedule.Spec, due.Scoped.Revision), cancellationToken);
                    return default;
                }

                switch (await intake.AcceptOccurrenceAsync(due).ConfigureAwait(false))
                {
                    case AcceptStatus.StaleScope:
                        continue;
                    case AcceptStatus.NotDue:
                        return new Round(false, time.GetUtcNow() + Contended);
                    default:
                        return new Round(due.Plan.Next <= time.GetUtcNow(), due.Plan.Next);
                }
            }
        }
        catch (ScheduleException fault)
        {
            LeaveToOthers(record, fault.Message);
            return Round.Left;
        }
        catch (AutomationUnavailableException)
        {
            // The writer said so, or the scope's zone is not known; the schedule is found again.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // This schedule's trouble only; it stays due.
            LogNotFired(record.Rule, record.Trigger, record.Scope, PassLoop.Retry, exception);
        }

        return new Round(false, time.GetUtcNow() + PassLoop.Retry);
    }

    /// <summary>Null when this host does not know the rule, the trigger, or the scope: another one may.</summary>
    private async Task<DueOccurrence?> DecideAsync(ScheduleRecord record, bool reload, CancellationToken cancellationToken)
    {
        var index = await IndexAsync(record.Scope, reload, cancellationToken).ConfigureAwait(false);
        var scoped = rules.Find(index, record.Rule) is { } found && found.IsShared == record.Shared ? found : null;
        if (record.Shared && scoped is { OptedIn: null } && !shared.IsDueIn(record.Scope, record.Rule))
        {
            LeaveToOthers(record, "the host does not name the scope.");
            return null;
        }

        var trigger = scoped is null ? null : ScheduleFinder.TriggersOf(scoped.Rule).FirstOrDefault(trigger => trigger.Id == record.Trigger && CanFire(trigger));
        var schedule = trigger is null ? null : await ScheduleOfAsync(record, scoped!.Rule, trigger, cancellationToken).ConfigureAwait(false);
        if ((schedule is null || schedule.Spec != record.Spec) && !reload)
        {
            // What is remembered may be older than the schedule.
            return await DecideAsync(record, reload: true, cancellationToken).ConfigureAwait(false);
        }

        if (schedule is null)
        {
            LeaveToOthers(record, "the host has no such rule or trigger.");
            return null;
        }

        _faults.Forget((record.Scope, record.Rule, record.Trigger));
        var (seen, now) = (record.NextDue!.Value, time.GetUtcNow());
        var refusal = scoped!.RefusalAt(now, seen);
        return new DueOccurrence
        {
            Record = record,
            Schedule = schedule,
            Plan = refusal is null
                ? schedule.Poll is null ? OccurrencePlan.Of(schedule, seen, now) : new(seen, null)
                : OccurrencePlan.PassedOver(schedule, seen, refusal.Reason == VerdictReason.Paused ? scoped.Body.Paused!.Until : null),
            Scoped = scoped,
            Trigger = trigger!,
            Refusal = refusal,
            Index = index,
        };
    }

    /// <summary>In the zone that the scope had at the last answer. Where that is another schedule than the stored one, the directory is asked anew, or what is stored counts: whoever stored it may have asked later.</summary>
    private async ValueTask<ScopedSchedule?> ScheduleOfAsync(ScheduleRecord record, RuleDefinition rule, TriggerDefinition trigger, CancellationToken cancellationToken)
    {
        var last = await zonesOfScopes.LastAsync(record.Scope, cancellationToken).ConfigureAwait(false) is { } zone ? finder.Find(rule, trigger, record.Scope, zone) : null;
        if (last?.Spec == record.Spec)
        {
            return last;
        }

        var stored = StoredOf(record, rule, trigger);
        return last is not null && last.Spec == stored?.Spec ? last
            : await zonesOfScopes.AnewAsync(record.Scope, cancellationToken).ConfigureAwait(false) is { } anew ? finder.Find(rule, trigger, record.Scope, anew)
            : stored ?? last ?? throw new AutomationUnavailableException($"The time zone of scope '{record.Scope}' is not known.");
    }

    /// <summary>The schedule in the zone that is stored; null when it is another one there.</summary>
    private ScopedSchedule? StoredOf(ScheduleRecord record, RuleDefinition rule, TriggerDefinition trigger)
    {
        try
        {
            var stored = ScopedSchedule.OfStored(record);
            var schedule = finder.Find(rule, trigger, record.Scope, stored?.TimeZone ?? TimeZones.Utc);
            return schedule.Spec == (stored?.Spec ?? record.Spec) ? schedule : null;
        }
        catch (Exception fault) when (fault is ScheduleException or JsonException)
        {
            // Its lambda may reckon with the zone, or it is of a build that knows more kinds of schedules.
            return null;
        }
    }

    private bool CanFire(TriggerDefinition trigger) => trigger.Kind == TriggerKind.Schedule || polls.Triggers.TryGet(trigger.Type!, out _);

    private ValueTask<ScopeIndex> IndexAsync(string scope, bool reload, CancellationToken cancellationToken) =>
        reload ? new(rules.ReloadAsync(scope, cancellationToken)) : rules.ScopeAsync(scope, cancellationToken);

    /// <summary>Said once for each reason.</summary>
    private void LeaveToOthers(ScheduleRecord record, string reason)
    {
        if (_faults.IsNews((record.Scope, record.Rule, record.Trigger), reason))
        {
            LogLeft(record.Rule, record.Trigger, record.Scope, reason);
        }
    }

    /// <param name="IsBehind">Whether something is due again already.</param>
    /// <param name="At">When to look again; null when nothing asks for it.</param>
    /// <param name="IsLeft">Whether it was left to other hosts.</param>
    private readonly record struct Round(bool IsBehind, DateTimeOffset? At, bool IsLeft = false)
    {
        public static Round Left => new(false, null, true);
    }
}
