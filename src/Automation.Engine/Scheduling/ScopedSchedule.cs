using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>A schedule as one scope has it: in its zone, with what it is put off by.</summary>
internal sealed class ScopedSchedule
{
    private const string PollMember = "poll";
    private const string ConfigMember = "config";

    // Somebody has to be the timetable of polls: when the next one is due, the poll itself says.
    private static readonly Schedule EveryMinute = Schedule.Every(TimeSpan.FromMinutes(1));

    private ScopedSchedule(Schedule schedule, string timeZone, Timetable timetable) => (Schedule, TimeZone, Timetable) = (schedule, timeZone, timetable);

    /// <summary>For a trigger of the host's: what it says, with which its poller is asked. Null for a schedule.</summary>
    public JsonElement? Poll { get; private init; }

    private string? PollSpec { get; init; }

    public Schedule Schedule { get; }

    /// <summary>The zone's id in its own spelling.</summary>
    public string TimeZone { get; }

    public Timetable Timetable { get; }

    /// <summary>Everything that makes the schedule what it is; another text is another schedule.</summary>
    public string Spec => PollSpec ?? ScheduleConfig.Of(Schedule with { TimeZone = TimeZone }).GetRawText();

    /// <summary>A trigger of the host's, whose config's values are all known.</summary>
    public static ScopedSchedule OfPoll(string type, JsonElement config) => new(EveryMinute, TimeZones.Utc, Timetable.Create(EveryMinute, TimeZoneInfo.Utc))
    {
        Poll = config,
        PollSpec = new JsonObject { [PollMember] = type, [ConfigMember] = JsonNode.Parse(config.GetRawText()) }.ToJsonString(),
    };

    /// <summary>The trigger type that a stored spec polls for; null for a schedule.</summary>
    public static string? PolledType(JsonElement spec) => spec.TryGetProperty(PollMember, out var type) ? type.GetString() : null;

    /// <summary>When it is due first; null when it never is.</summary>
    public DateTimeOffset? FirstDue(DateTimeOffset now) => Poll is null ? Timetable.Next(now) : now;

    /// <summary>From a config whose values are all known.</summary>
    /// <exception cref="ScheduleException">Something is wrong with it.</exception>
    public static ScopedSchedule Of(JsonElement config, string scope, string rule, string trigger, string zoneOfScope)
    {
        var schedule = ScheduleConfig.Read(config);
        var id = schedule.TimeZone ?? zoneOfScope;
        return TimeZones.TryFind(id, out var zone, out var canonical)
            ? new(schedule, canonical, Timetable.Create(schedule, zone, ScheduleJitter.Of(schedule, scope, rule, trigger)))
            : throw new ScheduleException(ScheduleCodes.UnknownTimeZone, $"The time zone of scope '{scope}' is {Json.ShortText.Quote(id)}. It needs an IANA id such as 'Europe/Berlin'.", schedule.TimeZone is null ? null : RuleMembers.TimeZone);
    }

    /// <summary>The occurrence at a due instant.</summary>
    public Occurrence At(DateTimeOffset due)
    {
        _ = TimeZones.TryFind(TimeZone, out var zone, out _);
        return new Occurrence { Due = due, Local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(due, zone!).DateTime, DateTimeKind.Unspecified), TimeZone = TimeZone };
    }
}
