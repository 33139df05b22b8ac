using System.Globalization;
using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Checks the config of a schedule, as far as it is written out; what a placeholder yields is known only in its scope.</summary>
internal sealed class ScheduleJsonReader(RuleReading reading)
{
    private const string Forms = "one of: cron, daily, weekly, hourly, every";

    public void Check(RuleObject config)
    {
        config.Allow(
            RuleMembers.Cron,
            RuleMembers.Daily,
            RuleMembers.Weekly,
            RuleMembers.Hourly,
            RuleMembers.Every,
            RuleMembers.TimeZone,
            RuleMembers.Missed);
        string[] forms = [.. new[] { RuleMembers.Cron, RuleMembers.Daily, RuleMembers.Weekly, RuleMembers.Hourly, RuleMembers.Every }.Where(config.Has)];
        if (forms is not [var form])
        {
            reading.Add(
                config.Pointer,
                forms.Length == 0 ? RuleCodes.MissingProperty : RuleCodes.TwoKinds,
                $"{config.Words} has {(forms.Length == 0 ? "no schedule" : string.Join(" and ", forms))}. It needs {Forms}.");
            return;
        }

        CheckText(config, form, Needed(form), text => IsSchedule(form, text), alsoNumber: form == RuleMembers.Hourly);
        CheckText(config, RuleMembers.TimeZone, "the IANA id of a time zone, such as 'Europe/Berlin'", text => KnownTimeZones.Find(text) is not null);
        CheckText(config, RuleMembers.Missed, $"one of: {string.Join(", ", RuleWords.All<Missed>())}", text => RuleWords.TryRead<Missed>(text, out _));
    }

    private static string Needed(string form) => form switch
    {
        RuleMembers.Cron => "a cron expression of five or six fields",
        RuleMembers.Daily => "a time of day such as '02:00'",
        RuleMembers.Weekly => "a day and a time such as 'sunday 03:00'",
        RuleMembers.Hourly => "a minute from 0 to 59",
        _ => "a duration of at least one second, such as 'PT15M'",
    };

    private static bool IsSchedule(string form, string text) => form switch
    {
        RuleMembers.Cron => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is 5 or 6,
        RuleMembers.Daily => IsTime(text),
        RuleMembers.Weekly => text.Split(' ') is [var day, var time] && IsDay(day) && IsTime(time),
        RuleMembers.Hourly => text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && minute < 60,
        _ => IsoDuration.TryParse(text, out var interval) && interval >= TimeSpan.FromSeconds(1),
    };

    private static bool IsTime(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDay(string text) => Enum.GetNames<DayOfWeek>().Contains(text, StringComparer.OrdinalIgnoreCase) && text == text.ToLowerInvariant();

    private static void CheckText(RuleObject config, string member, string needed, Func<string, bool> fits, bool alsoNumber = false)
    {
        var value = config.Find(member);
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.ValueKind == JsonValueKind.Number && alsoNumber ? value.GetRawText()
            : null;
        var isTemplate = value.ValueKind == JsonValueKind.String && text!.Contains("{{", StringComparison.Ordinal);
        if (value.ValueKind != JsonValueKind.Undefined && !isTemplate && (text is null || !fits(text)))
        {
            config.Wrong(member, needed);
        }
    }
}
