using System.Globalization;

namespace Automation.Scheduling;

/// <summary>Says a schedule in plain English.</summary>
internal static class ScheduleWords
{
    /// <summary><c>Every day at 07:00 (Europe/Berlin)</c>.</summary>
    public static string Of(Schedule schedule, TimeZoneInfo zone) => schedule.Form switch
    {
        ScheduleForms.Every => Every(schedule.Value),
        ScheduleForms.At => $"Once, at {schedule.Value}",
        _ => $"{Wall(schedule)} ({zone.Id})",
    };

    /// <summary><c>a, b and c</c>.</summary>
    public static string And(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all is [var only] ? only : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static string Wall(Schedule schedule)
    {
        var words = schedule.Value.Split(' ');
        return schedule.Form switch
        {
            ScheduleForms.Daily => $"Every day at {schedule.Value}",
            ScheduleForms.Weekly => $"Every {And(words[0].Split(',').Select(Capital))} at {words[1]}",
            ScheduleForms.Monthly => $"Every month on {(words[0] == ScheduleValues.LastDay ? "the last day" : $"day {words[0]}")} at {words[1]}",
            ScheduleForms.Hourly => schedule.Value == "0" ? "Every hour" : $"Every hour at minute {schedule.Value}",
            _ => CronWords.Of(schedule.Value),
        };
    }

    private static string Every(string value)
    {
        var interval = ScheduleValues.Interval(value) ?? default;
        (string Name, int Count)[] parts =
            [("day", interval.Days), ("hour", interval.Hours), ("minute", interval.Minutes), ("second", interval.Seconds)];
        var named = parts.Where(part => part.Count > 0).ToList();
        return named is [(var name, 1)]
            ? $"Every {name}"
            : $"Every {And(named.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Name}{(part.Count == 1 ? "" : "s")}")))}";
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
