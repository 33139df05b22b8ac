using System.Globalization;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>A cron expression taken apart into its fields.</summary>
internal sealed class CronFields
{
    /// <summary>Room for lists of every second, minute and day; a text beyond it is a mistake or an attack.</summary>
    public const int MaxLength = 1_000;

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    /// <summary>The field of seconds; null when there is none, and the second is 0.</summary>
    public CronText? Second { get; private init; }

    public required CronText Minute { get; init; }

    public required CronText Hour { get; init; }

    public required CronText DayOfMonth { get; init; }

    public required CronText Month { get; init; }

    public required CronText DayOfWeek { get; init; }

    /// <exception cref="ScheduleException">There are not five or six fields.</exception>
    public static CronFields Of(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new ScheduleException(
                ScheduleCodes.InvalidCron,
                string.Create(CultureInfo.InvariantCulture, $"The cron expression has {text.Length:N0} characters; at most {MaxLength:N0} are allowed."));
        }

        var fields = new CronText(text, 0, text.Length).Fields();
        if (fields is [var word] && word.Span[0] == '@')
        {
            fields = Macros.TryGetValue(word.ToString(), out var meaning)
                ? new CronText(meaning, 0, meaning.Length).Fields()
                : throw word.Fault($"{ShortText.Quote(word.ToString())} is unknown. It may be one of: {string.Join(", ", Macros.Keys)}.");
        }

        return fields.Count is 5 or 6
            ? Of(fields)
            : throw new ScheduleException(
                ScheduleCodes.InvalidCron,
                $"The cron expression {ShortText.Quote(text)} has {fields.Count} fields. It needs five (minute, hour, day of month, month, day of week), or six with the second first.");
    }

    private static CronFields Of(List<CronText> fields) => new()
    {
        Second = fields.Count == 6 ? fields[0] : null,
        Minute = fields[^5],
        Hour = fields[^4],
        DayOfMonth = fields[^3],
        Month = fields[^2],
        DayOfWeek = fields[^1],
    };
}
