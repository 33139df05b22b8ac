using Automation.Json;

namespace Automation.Scheduling;

/// <summary>A schedule in one zone, ready to be asked when it is due.</summary>
/// <remarks>Immutable, thread-safe, pure: it reads no clock.</remarks>
internal sealed class Timetable
{
    public const int MaxLookedAt = 1000;

    // The beginning and the end of the calendar leave no room for offsets.
    private static readonly DateTimeOffset Earliest = new(ZoneClock.FirstYear + 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(CronExpression.LastYear, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly Recurrence _recurrence;
    private readonly ZoneClock _clock;
    private readonly TimeSpan _delay;
    private readonly string _words;

    private Timetable(Recurrence recurrence, ZoneClock clock, TimeSpan delay, string words) =>
        (_recurrence, _clock, _delay, _words) = (recurrence, clock, delay, words);

    /// <summary>Makes the timetable of a schedule.</summary>
    /// <param name="schedule">The schedule. Its own zone is not looked at.</param>
    /// <param name="zone">The zone whose wall clock it follows.</param>
    /// <param name="delay">By how much every occurrence is due later: what <see cref="ScheduleJitter"/> yields.</param>
    /// <exception cref="ScheduleException">The schedule is faulty.</exception>
    public static Timetable Create(Schedule schedule, TimeZoneInfo zone, TimeSpan delay = default)
    {
        var clock = ZoneClock.Of(zone);
        return new(ScheduleForms.Recurrence(schedule, clock), clock, delay, ScheduleWords.Of(schedule, zone));
    }

    /// <summary>Which data of its zone it reckons with; null when it follows no zone, or one that never changes.</summary>
    public string? ZoneData => _recurrence.FollowsZone && _clock.Zone.Id != TimeZones.Utc ? _clock.Fingerprint : null;

    /// <summary>Whether it names times of the wall clock, each of which comes once, whatever clocks do.</summary>
    public bool IsFixed => _recurrence.IsFixed;

    /// <summary>The first due instant that is strictly later, UTC; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after > Latest)
        {
            return null;
        }

        var from = (after > Earliest ? after : Earliest).UtcDateTime;
        if (_recurrence.Next(from - _delay) is not { } next || next > Latest.UtcDateTime)
        {
            return null;
        }

        var due = new DateTimeOffset((next + _delay).Ticks, TimeSpan.Zero);
        return due > after
            ? due
            : throw new InvalidOperationException($"Automation bug: '{_words}' after {after.UtcDateTime:O} is due at {due.UtcDateTime:O}, which is not later.");
    }

    /// <summary>The schedule in plain English, with its zone: <c>Every day at 07:00 (Europe/Berlin)</c>.</summary>
    public string Describe() => _words;

    /// <summary>The due instants that are strictly later, in their order, without end unless the schedule has one.</summary>
    public IEnumerable<ScheduledTime> Upcoming(DateTimeOffset after)
    {
        for (var next = Next(after); next is { } due; next = Next(due))
        {
            yield return new ScheduledTime(due, Local(due), _recurrence.Note((due - _delay).UtcDateTime));
        }
    }

    /// <summary>How far apart two occurrences are at the closest, as far as the next ones tell; null when there are no two.</summary>
    /// <remarks>A schedule repeats itself by the hour or by the day; the next thousand show the whole of it, or so many an hour that they are close.</remarks>
    public TimeSpan? Closest(DateTimeOffset after)
    {
        TimeSpan? closest = null;
        DateTimeOffset? last = null;
        foreach (var next in Upcoming(after).Take(MaxLookedAt))
        {
            closest = next.Due - last is { } gap && !(gap >= closest) ? gap : closest;
            last = next.Due;
        }

        return closest;
    }

    /// <summary>How long several schedules together take for the next thousand occurrences; null when they have not so many.</summary>
    public static TimeSpan? SpanOfMany(IReadOnlyList<Timetable> timetables, DateTimeOffset after)
    {
        var first = timetables.SelectMany(one => one.Upcoming(after).Take(MaxLookedAt)).Select(next => next.Due).Order().Take(MaxLookedAt).ToList();
        return first.Count == MaxLookedAt ? first[^1] - first[0] : null;
    }

    /// <summary>What the wall clock shows at an instant.</summary>
    public DateTime Local(DateTimeOffset due) => DateTime.SpecifyKind(_clock.WallAt(due.UtcDateTime), DateTimeKind.Unspecified);

    /// <summary>What the wall clock shows when the occurrence of a due instant would be due without its delay.</summary>
    public DateTime LocalBeforeDelay(DateTimeOffset due) => Local(due - _delay);
}
