using System.Globalization;

namespace Automation.Scheduling;

/// <summary>Says a cron expression in plain English: <c>At 09:00 on Monday to Friday</c>.</summary>
internal static class CronWords
{
    private const int MostTimes = 6;

    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    public static string Of(string expression)
    {
        var fields = CronFields.Of(expression);
        var times = Times(fields);
        var days = Days(fields.DayOfMonth, fields.DayOfWeek);
        var months = IsAny(fields.Month) ? "" : $" in {List(fields.Month, CronField.Month)}";
        var when = days.Length == 0 && times.StartsWith("at ", StringComparison.Ordinal) ? $"every day {times}" : times + days;
        return $"{char.ToUpperInvariant(when[0])}{when[1..]}{months}";
    }

    private static bool IsAny(CronText field) => field.Span is "*" or "?";

    private static string Times(CronFields fields)
    {
        if (TimesOfDay(fields) is { } times)
        {
            return times;
        }

        var second = fields.Second is { } given && given.Span is not "0" ? $"{List(given, CronField.Second)}" : "";
        var minute = IsAny(fields.Minute) && (second.Length > 0 || !IsAny(fields.Hour)) ? second.Length > 0 ? "" : "every minute" : List(fields.Minute, CronField.Minute);
        var hour = IsAny(fields.Hour) ? "" : List(fields.Hour, CronField.Hour);
        var (isWholeHour, isEachHour) = (fields.Minute.Span is "0", IsAny(fields.Hour));
        return (second, isWholeHour, isEachHour) switch
        {
            ("", true, true) => "every hour",
            ("", true, false) when hour.StartsWith("every ", StringComparison.Ordinal) => hour,
            ("", false, true) when !minute.StartsWith("every ", StringComparison.Ordinal) => $"every hour at {minute}",
            _ => string.Join(" of ", new[] { second, minute, hour }.Where(part => part.Length > 0)),
        };
    }

    // Null when they are not a few times that can be listed.
    private static string? TimesOfDay(CronFields fields)
    {
        var hours = Numbers(fields.Hour);
        var minutes = Numbers(fields.Minute);
        var seconds = fields.Second is { } second ? Numbers(second) : [0];
        if (hours is null || minutes is null || seconds is not [var only] || hours.Count * minutes.Count > MostTimes)
        {
            return null;
        }

        var times = hours.SelectMany(hour => minutes.Select(minute => ScheduleValues.Write(new TimeOnly(hour, minute, only)))).Distinct().Order(StringComparer.Ordinal);
        return $"at {ScheduleWords.And(times)}";
    }

    private static List<int>? Numbers(CronText field)
    {
        var numbers = field.Items().ConvertAll(item => item.Number());
        return numbers.Contains(null) ? null : numbers.ConvertAll(number => number!.Value);
    }

    private static string Days(CronText dayOfMonth, CronText dayOfWeek)
    {
        var ofMonth = IsAny(dayOfMonth) ? "" : ScheduleWords.And(dayOfMonth.Items().Select(DayOfMonth));
        var ofWeek = IsAny(dayOfWeek) ? "" : ScheduleWords.And(dayOfWeek.Items().Select(DayOfWeek));
        return (ofMonth, ofWeek) switch
        {
            ("", "") => "",
            ("", _) => $" on {ofWeek}",
            (_, "") => $" on {ofMonth} of the month",
            _ when dayOfMonth.Span[0] == '*' || dayOfWeek.Span[0] == '*' => $" on {ofMonth} of the month, only if it is {ofWeek}",
            _ => $" on {ofMonth} of the month and on {ofWeek}",
        };
    }

    private static string DayOfMonth(CronText item)
    {
        var text = item.ToString().ToUpperInvariant();
        return text switch
        {
            "L" => "the last day",
            "LW" => "the last weekday",
            ['L', '-', .. var before] => $"the day {before} before the last",
            [.. var day, 'W'] => $"the weekday nearest to day {day}",
            _ => Item(item, CronField.DayOfMonth),
        };
    }

    private static string DayOfWeek(CronText item)
    {
        var hash = item.Span.IndexOf('#');
        if (hash >= 0)
        {
            string[] nth = ["first", "second", "third", "fourth", "fifth"];
            return $"the {nth[item.From(hash + 1).Number()!.Value - 1]} {Name(item.Before(hash), CronField.DayOfWeek)} of the month";
        }

        return item.Span is [.., 'L' or 'l']
            ? $"the last {Name(item.Before(item.Length - 1), CronField.DayOfWeek)} of the month"
            : Item(item, CronField.DayOfWeek);
    }

    private static string List(CronText field, CronField kind) => ScheduleWords.And(field.Items().Select(item => Item(item, kind)));

    private static string Item(CronText item, CronField kind)
    {
        var slash = item.Span.IndexOf('/');
        var range = slash < 0 ? item : item.Before(slash);
        var dash = range.Span.IndexOf('-');
        var values = range.Span is "*" ? ""
            : dash < 0 ? Name(range, kind)
            : $"{Name(range.Before(dash), kind)} to {Name(range.From(dash + 1), kind, isSecond: true)}";
        if (slash < 0)
        {
            return values.Length == 0 ? $"every {kind.Name}" : values;
        }

        var step = item.From(slash + 1).Number();
        var unit = kind == CronField.DayOfMonth || kind == CronField.DayOfWeek ? "day" : kind.Name;
        return $"every {(step == 1 ? unit : $"{step} {unit}s")}{(values.Length == 0 ? "" : $" from {values}")}";
    }

    private static string Name(CronText text, CronField kind, bool isSecond = false)
    {
        var value = CronValues.ReadValue(text, kind);
        return kind == CronField.DayOfWeek ? Names.DayNames[value % 7]
            : kind == CronField.Month ? Names.MonthNames[value - 1]
            : isSecond ? ScheduleValues.Write(value)
            : $"{(kind == CronField.DayOfMonth ? "day" : kind.Name)} {ScheduleValues.Write(value)}";
    }
}
