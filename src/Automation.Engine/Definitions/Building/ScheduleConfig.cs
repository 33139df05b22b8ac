using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Definitions.Json;
using Automation.Json;
using Automation.Scheduling;

namespace Automation.Definitions;

/// <summary>The config of a schedule trigger: <c>{ "daily": "02:00", "timeZone": "Europe/Berlin", "missed": "skip" }</c>, without what has its default.</summary>
internal static class ScheduleConfig
{
    /// <summary>Reads a config whose values are all known.</summary>
    /// <exception cref="ScheduleException">Something is wrong with it.</exception>
    public static Schedule Read(JsonElement config)
    {
        var fault = config.ValueKind == JsonValueKind.Object
            ? ScheduleCheck.Faults(config, "the schedule", isOpen: _ => false).FirstOrDefault()
            : new(null, ScheduleCodes.InvalidSchedule, $"the schedule is {JsonShown.Of(config)}. It needs an object.");
        if (fault is not null)
        {
            throw new ScheduleException(fault.Code, char.ToUpperInvariant(fault.Message[0]) + fault.Message[1..], fault.Member);
        }

        string? Text(string member) => config.TryGetProperty(member, out var value) ? ScheduleCheck.Text(member, value) : null;
        var form = ScheduleForms.All.First(form => config.TryGetProperty(form, out _));
        return Schedule.Of(form, Text(form)!, Text(RuleMembers.Anchor) is { } anchor ? ScheduleValues.Instant(anchor) : null) with
        {
            TimeZone = Text(RuleMembers.TimeZone),
            Missed = Text(RuleMembers.Missed) is { } word && RuleWords.TryRead<Missed>(word, out var missed) ? missed.Value : Missed.RunOnce,
            MissedAfter = Duration(Text(RuleMembers.MissedAfter)) ?? ScheduleLimits.MissedAfter,
            Jitter = Duration(Text(RuleMembers.Jitter)) ?? TimeSpan.Zero,
        };
    }

    public static JsonElement Of(Schedule schedule)
    {
        var config = new JsonObject { [schedule.Form] = schedule.Value };
        if (schedule.TimeZone is not null)
        {
            config[RuleMembers.TimeZone] = schedule.TimeZone;
        }

        if (schedule.Missed != Missed.RunOnce)
        {
            config[RuleMembers.Missed] = RuleWords.Of(schedule.Missed);
        }

        if (schedule.Anchor is { } anchor)
        {
            config[RuleMembers.Anchor] = ScheduleValues.Write(anchor);
        }

        if (schedule.MissedAfter != ScheduleLimits.MissedAfter)
        {
            config[RuleMembers.MissedAfter] = IsoDuration.Write(schedule.MissedAfter);
        }

        if (schedule.Jitter != TimeSpan.Zero)
        {
            config[RuleMembers.Jitter] = IsoDuration.Write(schedule.Jitter);
        }

        return JsonSerializer.SerializeToElement(config);
    }

    private static TimeSpan? Duration(string? text) => text is not null && IsoDuration.TryParse(text, out var duration) ? duration : null;
}
