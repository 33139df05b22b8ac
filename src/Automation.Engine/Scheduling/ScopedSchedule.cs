using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>A schedule as one scope has it: in its zone, with what it is put off by.</summary>
internal sealed class ScopedSchedule
{
    private ScopedSchedule(Schedule schedule, string timeZone, Timetable timetable) => (Schedule, TimeZone, Timetable) = (schedule, timeZone, timetable);

    public Schedule Schedule { get; }

    /// <summary>The zone's id in its own spelling.</summary>
    public string TimeZone { get; }

    public Timetable Timetable { get; }

    /// <summary>Everything that makes the schedule what it is; another text is another schedule.</summary>
    public string Spec => ScheduleConfig.Of(Schedule with { TimeZone = TimeZone }).GetRawText();

    /// <summary>From a config whose values are all known.</summary>
    /// <exception cref="ScheduleException">Something is wrong with it.</exception>
    public static ScopedSchedule Of(JsonElement config, string scope, string rule, string trigger, string zoneOfScope)
    {
        var schedule = ScheduleConfig.Read(config);
        var id = schedule.TimeZone ?? zoneOfScope;
        return TimeZones.TryFind(id, out var zone, out var canonical)
            ? new(schedule, canonical, Timetable.Create(schedule, zone, ScheduleJitter.Of(schedule, scope, rule, trigger)))
            : throw new ScheduleException(ScheduleCodes.UnknownTimeZone, $"The time zone of scope '{scope}' is {Json.ShortText.Quote(id)}. It needs an IANA id such as 'Europe/Berlin'.");
    }

    /// <summary>The occurrence at a due instant.</summary>
    public Occurrence At(DateTimeOffset due)
    {
        _ = TimeZones.TryFind(TimeZone, out var zone, out _);
        return new Occurrence { Due = due, Local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(due, zone!).DateTime, DateTimeKind.Unspecified), TimeZone = TimeZone };
    }
}
