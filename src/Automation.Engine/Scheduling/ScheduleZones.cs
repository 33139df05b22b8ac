using System.Runtime.ExceptionServices;
using System.Text.Json;
using Automation.Json;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Scheduling;

/// <summary>Keeps what is stored of schedules in the zones as they are now: after a start with other data of zones all of it, and about once a minute the schedules of scopes' own rules whose scope has another zone by now.</summary>
/// <remarks>
/// Those of shared rules follow their scopes with <see cref="SharedSchedules"/>. Where hosts have different data of a zone, those of the host that started last count. Called by one pass at a time.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="rules">The rules.</param>
/// <param name="finder">Finds schedules.</param>
/// <param name="zones">Says the zones of scopes.</param>
/// <param name="time">The clock.</param>
internal sealed class ScheduleZones(IAutomationStore store, RuleDirectory rules, ScheduleFinder finder, ScopeZones zones, TimeProvider time)
{
    private const int PageLimit = 2000;

    /// <summary>What new data move a zone by, the likeliest first: what was reckoned with before is not known any more.</summary>
    private static readonly TimeSpan[] Shifts = [TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(3)];

    /// <summary>Whether what is stored goes by the present data of zones.</summary>
    private bool _isChecked;

    /// <summary>Moves what is stored, if it is time for a look. A scope that the host's directory does not answer about leaves its schedules where they are, and holds up no other.</summary>
    /// <param name="isDue">Whether the host's directory is to be asked. What fails then is tried again with the next look; what follows from other data of zones, with the next pass.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Exception">Whatever the directory threw about some scopes; the others have been looked at.</exception>
    public async Task LookAsync(bool isDue, CancellationToken cancellationToken)
    {
        if (_isChecked && !isDue)
        {
            return;
        }

        var isComplete = true;
        ExceptionDispatchInfo? fault = null;
        IReadOnlyList<ScheduleRecord> page = [];
        do
        {
            page = await store.ListSchedulesAsync(new ScheduleQuery { OwnOnly = _isChecked, After = page.LastOrDefault(), Limit = PageLimit }, cancellationToken).ConfigureAwait(false);
            var scopes = page.ToLookup(record => record.Scope, StringComparer.Ordinal);
            var asked = scopes.Where(scope => zones.Asks && scope.Any(static record => !record.Shared)).Select(scope => scope.Key).ToHashSet(StringComparer.Ordinal);
            await MoveAllAsync(page.Where(record => !asked.Contains(record.Scope)).Select(record => (record, (string?)null))).ConfigureAwait(false);
            try
            {
                _ = await zones.LookAsync(
                    asked,
                    async answers =>
                    {
                        await MoveAllAsync(answers.SelectMany(answer => scopes[answer.Scope].Select(record => (record, answer.Zone)))).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failed) when (failed is not (TimeoutException or StoreUnavailableException) && !cancellationToken.IsCancellationRequested)
            {
                // The directory threw about some; the others are looked at all the same.
                fault ??= ExceptionDispatchInfo.Capture(failed);
            }
        }
        while (page.Count == PageLimit);
        fault?.Throw();
        _isChecked |= isComplete;

        async Task MoveAllAsync(IEnumerable<(ScheduleRecord Record, string? Zone)> schedules) => isComplete &= await MoveAsync(schedules, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where new data of its zone move a schedule: its next occurrence is due when the wall clock says so now, and later than the last one. It stays where it is when that is one of its times by the present data.</summary>
    /// <remarks>A fixed time that new data put before the present is due at once, late as it is: what ran already is known by its time on the wall clock (<see cref="ScopedSchedule.KeyOf"/>), and does not run again.</remarks>
    public static DateTimeOffset? Moved(ScopedSchedule schedule, DateTimeOffset due, DateTimeOffset? last, DateTimeOffset now)
    {
        var timetable = schedule.Timetable;
        if (!(due <= last) && IsTime(timetable, due))
        {
            return due;
        }

        if (timetable.IsFixed && last is { } ran)
        {
            return MovedFixed(timetable, due, ran);
        }

        var from = (due < now ? due : now).AddTicks(-1);
        return timetable.Next(from < last ? last.Value : from);
    }

    /// <summary>No time is looked at that lies further before than the zone was moved by: what was passed over there stays so.</summary>
    private static DateTimeOffset? MovedFixed(Timetable timetable, DateTimeOffset due, DateTimeOffset last)
    {
        foreach (var shift in Shifts)
        {
            if (due - shift > last && IsTime(timetable, due - shift))
            {
                return due - shift;
            }

            if (due + shift > last && IsTime(timetable, due + shift))
            {
                return due + shift;
            }
        }

        // It is in a gap now, or was in one: the time that is nearest, the earlier one of two.
        var from = due - Shifts[^1];
        var nearest = timetable.Next(from < last ? last : from);
        while (nearest < due && timetable.Next(nearest.Value) is { } next && (next - due).Duration() < due - nearest)
        {
            nearest = next;
        }

        return nearest;
    }

    private static bool IsTime(Timetable timetable, DateTimeOffset at) => timetable.Next(at.AddTicks(-1)) == at;

    /// <summary>False when another host moved one of them meanwhile.</summary>
    private async Task<bool> MoveAsync(IEnumerable<(ScheduleRecord Record, string? Zone)> schedules, CancellationToken cancellationToken)
    {
        var moves = new List<ScheduleMove>();
        foreach (var (record, zone) in schedules)
        {
            if (await MoveOfAsync(record, TimeZones.TryFind(zone ?? "", out _, out var canonical) ? canonical : null, cancellationToken).ConfigureAwait(false) is { } move)
            {
                moves.Add(move);
            }
        }

        return moves.Count == 0 || await store.MoveSchedulesAsync(moves, cancellationToken).ConfigureAwait(false) == moves.Count;
    }

    /// <param name="record">What is stored.</param>
    /// <param name="zone">The zone of its scope, in its own spelling; null when nobody knows it, or it does not count.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task<ScheduleMove?> MoveOfAsync(ScheduleRecord record, string? zone, CancellationToken cancellationToken)
    {
        try
        {
            if (ScopedSchedule.OfStored(record) is not { } stored)
            {
                return null;
            }

            var moved = record.Shared || zone is null || zone == stored.TimeZone ? null : await InZoneOfScopeAsync(record, stored, zone, cancellationToken).ConfigureAwait(false);
            return moved ?? (_isChecked || stored.Spec == record.Spec ? null : new ScheduleMove(record, stored.Spec, Moved(stored, record.NextDue!.Value, record.LastDue, time.GetUtcNow())));
        }
        catch (Exception fault) when (fault is ScheduleException or JsonException)
        {
            // Of a build that knows more kinds of schedules, or in a zone that this machine does not know.
            return null;
        }
    }

    /// <summary>Null when it names its own zone, or when it is due: then it keeps its instant.</summary>
    private async Task<ScheduleMove?> InZoneOfScopeAsync(ScheduleRecord record, ScopedSchedule stored, string zone, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (record.NextDue <= now)
        {
            return null;
        }

        // What is remembered may be older than the schedule.
        var (scoped, schedule) = Find(await rules.ScopeAsync(record.Scope, cancellationToken).ConfigureAwait(false), record, zone);
        if (schedule?.IsSameButForItsZone(stored) == false)
        {
            (scoped, schedule) = Find(await rules.ReloadAsync(record.Scope, cancellationToken).ConfigureAwait(false), record, zone);
        }

        return schedule is null || schedule.TimeZone == stored.TimeZone || !schedule.IsSameButForItsZone(stored) ? null
            : new ScheduleMove(record, schedule.Spec, scoped!.IsPausedAt(now) ? OccurrencePlan.PassedOver(schedule, now, scoped.Body.Paused!.Until).Next : schedule.FirstDue(now));
    }

    private (ScopedRule? Scoped, ScopedSchedule? Schedule) Find(ScopeIndex index, ScheduleRecord record, string zone) =>
        rules.Find(index, record.Rule) is { IsShared: false } scoped && ScheduleFinder.TriggersOf(scoped.Rule).FirstOrDefault(trigger => trigger.Id == record.Trigger) is { } trigger
            ? (scoped, finder.Find(scoped.Rule, trigger, record.Scope, zone))
            : (null, null);
}
