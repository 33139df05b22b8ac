using System.Text.Json;
using Automation.Json;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>Keeps what is stored of schedules in the zones as they are now: after a start with other data of zones all of it, and about once a minute the schedules of scopes' own rules whose scope has another zone by now.</summary>
/// <remarks>
/// Those of shared rules follow their scopes with <see cref="SharedSchedules"/>. Where hosts have different data of a zone, those of the host that started last count. Called by one pass at a time.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="rules">The rules.</param>
/// <param name="finder">Finds schedules, and the zones of scopes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="asks">Whether the host has a directory that says zones of scopes.</param>
/// <param name="looks">Whether it is asked from time to time, and not only when somebody says so.</param>
internal sealed partial class ScheduleZones(
    IAutomationStore store, RuleDirectory rules, ScheduleFinder finder, TimeProvider time, ILogger<ScheduleZones> logger, bool asks, bool looks)
{
    private const int PageLimit = 2000;

    /// <summary>What new data move a zone by, the likeliest first: what was reckoned with before is not known any more.</summary>
    private static readonly TimeSpan[] Shifts = [TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(3)];

    private bool _isChecked;
    private long? _lookedAt;
    private volatile bool _expired;

    /// <summary>Whether the host's directory says zones at all.</summary>
    public bool Asks => asks;

    /// <summary>How long until the next look; infinite for never.</summary>
    public TimeSpan UntilLook => !looks ? Timeout.InfiniteTimeSpan : _lookedAt is not { } at ? TimeSpan.Zero : SharedSchedules.LookInterval - time.GetElapsedTime(at);

    /// <summary>The next pass looks, however short the last look is ago.</summary>
    public void Expire() => _expired = true;

    /// <summary>Moves what is stored, if it is time for a look. What the host's directory throws about one scope leaves that scope's schedules where they are.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var isDue = asks && (_expired || _lookedAt is null || (looks && UntilLook <= TimeSpan.Zero));
        if (_isChecked && !isDue)
        {
            return;
        }

        // What fails now is tried again with the next look; what follows from other data of zones, with the next pass.
        (_lookedAt, _expired) = (time.GetTimestamp(), false);
        var zones = new Dictionary<string, string?>(StringComparer.Ordinal);
        var isComplete = true;
        IReadOnlyList<ScheduleRecord> page;
        ScheduleRecord? after = null;
        do
        {
            page = await store.ListSchedulesAsync(new ScheduleQuery { OwnOnly = _isChecked, After = after, Limit = PageLimit }, cancellationToken).ConfigureAwait(false);
            var moves = new List<ScheduleMove>();
            foreach (var record in page)
            {
                if (await MoveOfAsync(record, zones, cancellationToken).ConfigureAwait(false) is { } move)
                {
                    moves.Add(move);
                }
            }

            isComplete = (moves.Count == 0 || await store.MoveSchedulesAsync(moves, cancellationToken).ConfigureAwait(false) == moves.Count) && isComplete;
            after = page.Count > 0 ? page[^1] : null;
        }
        while (page.Count == PageLimit);
        _isChecked |= isComplete;
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

    private async Task<ScheduleMove?> MoveOfAsync(ScheduleRecord record, Dictionary<string, string?> zones, CancellationToken cancellationToken)
    {
        try
        {
            if (ScopedSchedule.OfStored(record) is not { } stored)
            {
                return null;
            }

            var moved = record.Shared || !asks ? null : await InZoneOfScopeAsync(record, stored, zones, cancellationToken).ConfigureAwait(false);
            return moved ?? (_isChecked || stored.Spec == record.Spec ? null : new ScheduleMove(record, stored.Spec, Moved(stored, record.NextDue!.Value, record.LastDue, time.GetUtcNow())));
        }
        catch (Exception fault) when (fault is ScheduleException or JsonException)
        {
            // Of a build that knows more kinds of schedules, or in a zone that this machine does not know.
            return null;
        }
    }

    /// <summary>Null when it is in the zone of its scope already, or names its own, or when it is due: then it keeps its instant.</summary>
    private async Task<ScheduleMove?> InZoneOfScopeAsync(ScheduleRecord record, ScopedSchedule stored, Dictionary<string, string?> zones, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (record.NextDue <= now || await ZoneOfAsync(record.Scope, zones, cancellationToken).ConfigureAwait(false) is not { } zone || zone == stored.TimeZone)
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

    /// <summary>Null when nobody says it now.</summary>
    private async Task<string?> ZoneOfAsync(string scope, Dictionary<string, string?> zones, CancellationToken cancellationToken)
    {
        if (!zones.TryGetValue(scope, out var known))
        {
            try
            {
                var id = await finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false);
                known = TimeZones.TryFind(id, out _, out var canonical) ? canonical : null;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotAsked(scope, fault);
            }

            zones[scope] = known;
        }

        return known;
    }

    [LoggerMessage(98, LogLevel.Error, "The time zone of scope '{Scope}' is not known; the schedules of its own rules stay in the zone that they have until the next look.")]
    private partial void LogNotAsked(string scope, Exception exception);
}
