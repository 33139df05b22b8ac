using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Definitions.Json;
using Automation.Json;
using Automation.Scheduling;

namespace Automation.Definitions;

/// <summary>The config of a schedule trigger: <c>{ "daily": "02:00", "timeZone": "Europe/Berlin", "missed": "skip" }</c>, without what has its default.</summary>
internal static class ScheduleConfig
{
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
}
