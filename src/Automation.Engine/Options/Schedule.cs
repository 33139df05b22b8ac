using Automation.Json;
using Automation.Scheduling;

namespace Automation;

/// <summary>When a rule is due.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Schedule
{
    private Schedule(string form, string value)
    {
        Form = form;
        Value = value;
    }

    /// <summary>The kind: <c>cron</c>, <c>daily</c>, <c>weekly</c>, <c>monthly</c>, <c>hourly</c>, <c>every</c> or <c>at</c>.</summary>
    public string Form { get; }

    /// <summary>
    /// The kind's value as text: the expression, the time of day, the day or days and the time, the minute, the interval (ISO 8601), or the instant (RFC 3339).
    /// </summary>
    public string Value { get; }

    /// <summary>The instant from which the occurrences of <see cref="Every"/> are counted, forwards and backwards; null means 1970-01-01T00:00:00Z.</summary>
    public DateTimeOffset? Anchor { get; private init; }

    /// <summary>The zone: an IANA id, or a Windows id where the platform knows those. Null means the scope's zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What happens to occurrences that came due while no host was running.</summary>
    /// <value>The default is <see cref="Automation.Missed.RunOnce"/>.</value>
    public Missed Missed { get; init; } = Missed.RunOnce;

    /// <summary>How late an occurrence may be before it counts as missed.</summary>
    /// <value>The default is 60 seconds; 1 second to 1 day.</value>
    public TimeSpan MissedAfter { get; init; } = ScheduleLimits.MissedAfter;

    /// <summary>By how much occurrences are put off at most, so that many rules with one schedule do not start at once.</summary>
    /// <value>The default is zero; at most 1 day.</value>
    /// <remarks>How much it is follows from the scope, the rule and the trigger, in whole seconds: it is the same for every occurrence, on every host, and after a restart.</remarks>
    public TimeSpan Jitter { get; init; }

    /// <summary>By a cron expression of five fields (minute, hour, day of month, month, day of week), or of six with the second first.</summary>
    /// <param name="expression">The expression, such as <c>0 9 * * MON-FRI</c>. It is checked with the rule.</param>
    public static Schedule Cron(string expression)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        return new(ScheduleForms.Cron, expression);
    }

    /// <summary>Every day at a time of day.</summary>
    /// <param name="at">The time, to the second; a fraction is left out.</param>
    public static Schedule Daily(TimeOnly at) => new(ScheduleForms.Daily, ScheduleValues.Write(at));

    /// <summary>Every week on a day, at a time of day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="at">The time, to the second; a fraction is left out.</param>
    public static Schedule Weekly(DayOfWeek day, TimeOnly at) => Weekly([day], at);

    /// <summary>Every week on some days, at a time of day.</summary>
    /// <param name="days">The days, at least one; a day that is named twice counts once.</param>
    /// <param name="at">The time, to the second; a fraction is left out.</param>
    public static Schedule Weekly(IEnumerable<DayOfWeek> days, TimeOnly at)
    {
        ArgumentNullException.ThrowIfNull(days);
        var distinct = days.Distinct().ToList();
        if (distinct.Count == 0 || !distinct.TrueForAll(Enum.IsDefined))
        {
            throw new ArgumentException("A weekly schedule needs at least one day of the week.", nameof(days));
        }

        return new(ScheduleForms.Weekly, $"{ScheduleValues.Write(distinct)} {ScheduleValues.Write(at)}");
    }

    /// <summary>Every month on a day, at a time of day. Months that have no such day are passed over.</summary>
    /// <param name="day">The day, 1 to 31.</param>
    /// <param name="at">The time, to the second; a fraction is left out.</param>
    public static Schedule Monthly(int day, TimeOnly at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(day, 31);
        return new(ScheduleForms.Monthly, $"{ScheduleValues.Write(day)} {ScheduleValues.Write(at)}");
    }

    /// <summary>Every month on its last day, at a time of day.</summary>
    /// <param name="at">The time, to the second; a fraction is left out.</param>
    public static Schedule MonthlyOnLastDay(TimeOnly at) => new(ScheduleForms.Monthly, $"{ScheduleValues.LastDay} {ScheduleValues.Write(at)}");

    /// <summary>Every hour at a minute, 0 to 59. An hour that the clocks repeat counts twice.</summary>
    public static Schedule Hourly(int minute = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minute, 59);
        return new(ScheduleForms.Hourly, ScheduleValues.Write(minute));
    }

    /// <summary>At a fixed interval of real time, whatever clocks show. A restart does not shift it.</summary>
    /// <param name="interval">The interval: whole seconds, 1 second to 3,650 days.</param>
    /// <param name="anchor">
    /// The instant from which the occurrences are counted, forwards and backwards, rounded up to a second; null means 1970-01-01T00:00:00Z, so that 15 minutes are due on the quarters of
    /// the hour.
    /// </param>
    public static Schedule Every(TimeSpan interval, DateTimeOffset? anchor = null)
    {
        if (!ScheduleValues.IsInterval(interval))
        {
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "An interval of whole seconds from 1 second to 3,650 days is allowed.");
        }

        return new(ScheduleForms.Every, IsoDuration.Write(interval)) { Anchor = anchor is { } at ? ScheduleValues.RoundUp(at) : null };
    }

    /// <summary>Once.</summary>
    /// <param name="instant">The instant, rounded up to a second. When it is past before the rule is saved, it is never due.</param>
    public static Schedule At(DateTimeOffset instant) => new(ScheduleForms.At, ScheduleValues.Write(ScheduleValues.RoundUp(instant)));

    /// <summary>The same schedule in a zone.</summary>
    /// <param name="timeZone">An IANA id such as <c>Europe/Berlin</c>.</param>
    public Schedule In(string timeZone)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(timeZone);
        return this with { TimeZone = timeZone };
    }

    // Of values that were read from text; whether they fit the kind is checked with the rule.
    internal static Schedule Of(string form, string value, DateTimeOffset? anchor) => new(form, value) { Anchor = anchor };
}
