namespace Automation.Scheduling;

/// <summary>What is to be done about a schedule that is due.</summary>
/// <param name="Due">The occurrence.</param>
/// <param name="Next">The instant that follows; it may have come, too. Null when there is none.</param>
/// <param name="Missed">How many missed occurrences it stands for, itself included; 0 when it is in time.</param>
/// <param name="FirstMissed">The first of them.</param>
/// <param name="LastMissed">The last of them.</param>
/// <param name="IsSkipped">Whether no run follows.</param>
internal sealed record OccurrencePlan(
    DateTimeOffset Due, DateTimeOffset? Next, int Missed = 0, DateTimeOffset? FirstMissed = null, DateTimeOffset? LastMissed = null, bool IsSkipped = false)
{
    /// <summary>A count that goes no further.</summary>
    public const int MaxCount = 10_000;

    /// <param name="schedule">The schedule.</param>
    /// <param name="seen">Its due instant, which has come.</param>
    /// <param name="now">The present.</param>
    public static OccurrencePlan Of(ScopedSchedule schedule, DateTimeOffset seen, DateTimeOffset now)
    {
        var timetable = schedule.Timetable;
        var late = now - schedule.Schedule.MissedAfter;
        if (seen >= late)
        {
            return new(seen, timetable.Next(seen));
        }

        // What is late by the threshold exactly is in time.
        var justLate = late.AddTicks(-1);
        return schedule.Schedule.Missed switch
        {
            Automation.Missed.Skip => All(timetable, seen, justLate) with { IsSkipped = true },
            Automation.Missed.RunOnce => All(timetable, seen, now),
            _ => Oldest(timetable, seen, justLate),
        };
    }

    /// <summary>Its rule is stopped: this one is passed over, and the schedule sleeps. So a schedule that is stopped costs nothing, however often it would be due.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="seen">Its due instant, which has come.</param>
    /// <param name="until">Until when it sleeps; null until somebody wakes it.</param>
    public static OccurrencePlan PassedOver(ScopedSchedule schedule, DateTimeOffset seen, DateTimeOffset? until) =>
        new(seen, until is not { } end ? null : schedule.Poll is null ? schedule.Timetable.Next(end.AddTicks(-1)) : end);

    /// <summary>One that stands for all up to an instant.</summary>
    private static OccurrencePlan All(Timetable timetable, DateTimeOffset first, DateTimeOffset until)
    {
        var last = LastOf(timetable, first, until);
        return new(last, timetable.Next(until), Count(timetable, first, last), first, last);
    }

    /// <summary>The oldest of those that have a run each; the first of these stands for those before, too.</summary>
    private static OccurrencePlan Oldest(Timetable timetable, DateTimeOffset first, DateTimeOffset until)
    {
        if (Count(timetable, first, LastOf(timetable, first, until)) <= ScheduleLimits.MaxMissedRuns)
        {
            return new(first, timetable.Next(first), 1, first, first);
        }

        var oldest = LastOf(timetable, first, until);
        for (var behind = 1; behind < ScheduleLimits.MaxMissedRuns; behind++)
        {
            oldest = LastOf(timetable, first, oldest.AddTicks(-1));
        }

        return new(oldest, timetable.Next(oldest), Count(timetable, first, oldest), first, oldest);
    }

    private static int Count(Timetable timetable, DateTimeOffset first, DateTimeOffset last)
    {
        var count = 1;
        for (var due = timetable.Next(first); due <= last && count < MaxCount; due = timetable.Next(due.Value))
        {
            count++;
        }

        return count;
    }

    /// <summary>The last occurrence up to an instant, found from behind: there may be millions before it.</summary>
    private static DateTimeOffset LastOf(Timetable timetable, DateTimeOffset first, DateTimeOffset until)
    {
        var span = TimeSpan.FromSeconds(1);
        while (until - first > span && !(timetable.Next(until - span) <= until))
        {
            span *= 2;
        }

        var from = until - first > span ? until - span : first;
        if (!(timetable.Next(from) <= until))
        {
            return first;
        }

        // Between the two there is one; halved until no second one fits in.
        var to = until;
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var middle = from + ((to - from) / 2);
            (from, to) = timetable.Next(middle) <= until ? (middle, to) : (from, middle);
        }

        var last = timetable.Next(from)!.Value;
        for (var due = timetable.Next(last); due <= until; due = timetable.Next(due.Value))
        {
            last = due.Value;
        }

        return last;
    }
}
