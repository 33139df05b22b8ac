using System.Globalization;

namespace Automation;

/// <summary>When a rule is due. Part of the rule's form: this version records and shows schedules, and warns at start-up that it does not fire them.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Schedule
{
    private Schedule(string form, string value)
    {
        Form = form;
        Value = value;
    }

    /// <summary>The kind: <c>cron</c>, <c>daily</c>, <c>weekly</c>, <c>hourly</c> or <c>every</c>.</summary>
    public string Form { get; }

    /// <summary>The kind's value as text: the expression, the time of day, the day and time, the minute, or the interval (ISO 8601).</summary>
    public string Value { get; }

    /// <summary>The zone (IANA id); null means the scope's zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What happens to occurrences that came due while no host was running.</summary>
    /// <value>The default is <see cref="Automation.Missed.RunOnce"/>.</value>
    public Missed Missed { get; init; } = Missed.RunOnce;

    /// <summary>By a cron expression of five or six fields.</summary>
    public static Schedule Cron(string expression)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        return new("cron", expression);
    }

    /// <summary>Every day at a time of day.</summary>
    public static Schedule Daily(TimeOnly at) => new("daily", at.ToString("HH:mm", CultureInfo.InvariantCulture));

    /// <summary>Every week on a day, at a time of day.</summary>
    public static Schedule Weekly(DayOfWeek day, TimeOnly at) =>
        new("weekly", $"{day.ToString().ToLowerInvariant()} {at.ToString("HH:mm", CultureInfo.InvariantCulture)}");

    /// <summary>Every hour at a minute, 0 to 59.</summary>
    public static Schedule Hourly(int minute = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minute, 59);
        return new("hourly", minute.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>At a fixed interval, at least one second.</summary>
    public static Schedule Every(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromSeconds(1));
        return new("every", System.Xml.XmlConvert.ToString(interval));
    }

    /// <summary>The same schedule in a zone.</summary>
    /// <param name="timeZone">An IANA id such as <c>Europe/Berlin</c>.</param>
    public Schedule In(string timeZone)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(timeZone);
        return this with { TimeZone = timeZone };
    }
}
