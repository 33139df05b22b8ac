using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;
using Automation.Storage;

namespace Automation.Scheduling;

/// <summary>A schedule as one scope has it: in its zone, with what it is put off by.</summary>
internal sealed class ScopedSchedule
{
    private const string PollMember = "poll";
    private const string ConfigMember = "config";
    private const string ZoneDataMember = "zoneData";

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

    /// <summary>Everything that makes the schedule what it is, the data of its zone included; another text is another schedule.</summary>
    public string Spec => PollSpec ?? SpecOf();

    /// <summary>A trigger of the host's, whose config's values are all known.</summary>
    public static ScopedSchedule OfPoll(string type, JsonElement config) => new(EveryMinute, TimeZones.Utc, Timetable.Create(EveryMinute, TimeZoneInfo.Utc))
    {
        Poll = config,
        PollSpec = new JsonObject { [PollMember] = type, [ConfigMember] = JsonNode.Parse(config.GetRawText()) }.ToJsonString(),
    };

    /// <summary>The trigger type that a stored spec polls for; null for a schedule.</summary>
    public static string? PolledType(JsonElement spec) => spec.TryGetProperty(PollMember, out var type) ? type.GetString() : null;

    /// <summary>A stored schedule with the data that its zone has now; null for a trigger of the host's.</summary>
    /// <exception cref="ScheduleException">The spec is of a build that knows more kinds of schedules.</exception>
    public static ScopedSchedule? OfStored(ScheduleRecord record)
    {
        if (JsonNode.Parse(record.Spec) is not JsonObject spec)
        {
            throw new ScheduleException(ScheduleCodes.InvalidSchedule, "What is stored of the schedule is no object.");
        }

        spec.Remove(ZoneDataMember);
        return spec.ContainsKey(PollMember) ? null : Of(JsonSerializer.SerializeToElement(spec), record.Scope, record.Rule, record.Trigger, TimeZones.Utc);
    }

    /// <summary>When it is due first; null when it never is.</summary>
    public DateTimeOffset? FirstDue(DateTimeOffset now) => Poll is null ? Timetable.Next(now) : now;

    /// <summary>From a config whose values are all known.</summary>
    /// <exception cref="ScheduleException">Something is wrong with it.</exception>
    public static ScopedSchedule Of(JsonElement config, string scope, string rule, string trigger, string zoneOfScope)
    {
        var schedule = ScheduleConfig.Read(config);
        var id = schedule.TimeZone ?? zoneOfScope;
        return TimeZones.TryFind(id, out var zone, out var canonical)
            ? In(zone, schedule, canonical, ScheduleJitter.Of(schedule, scope, rule, trigger))
            : throw new ScheduleException(ScheduleCodes.UnknownTimeZone, $"The time zone of scope '{scope}' is {Json.ShortText.Quote(id)}. It needs an IANA id such as 'Europe/Berlin'.", schedule.TimeZone is null ? null : RuleMembers.TimeZone);
    }

    /// <summary>With the data that a zone has.</summary>
    internal static ScopedSchedule In(TimeZoneInfo zone, Schedule schedule, string id, TimeSpan delay = default) => new(schedule, id, Timetable.Create(schedule, zone, delay));

    /// <summary>Whether another schedule is this one but for its zone.</summary>
    public bool IsSameButForItsZone(ScopedSchedule other) => Schedule with { TimeZone = null } == (other.Schedule with { TimeZone = null });

    /// <summary>Whether what is stored is this schedule, but for the data of its zone.</summary>
    public bool IsWithOtherZoneData(ScheduleRecord record) => Spec != record.Spec && IsButForZoneData(record, Spec);

    /// <summary>Whether what is stored is the schedule with a spec of this machine, whatever the data of its zone.</summary>
    public static bool IsButForZoneData(ScheduleRecord record, string spec)
    {
        try
        {
            return record.Spec == spec || OfStored(record)?.Spec == spec;
        }
        catch (Exception fault) when (fault is ScheduleException or JsonException)
        {
            // Of a build that knows more kinds of schedules.
            return false;
        }
    }

    /// <summary>What tells an occurrence from all others. A fixed time comes once on the wall clock of its zone, also when new data of the zone move it; what it is put off by does not count, since that may lead over a change of clocks.</summary>
    public string KeyOf(DateTimeOffset due) => Poll is null && Timetable.IsFixed
        ? $"{Timetable.LocalBeforeDelay(due).ToString("O", CultureInfo.InvariantCulture)} {TimeZone}"
        : due.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The occurrence at a due instant.</summary>
    public Occurrence At(DateTimeOffset due) => new() { Due = due, Local = Timetable.Local(due), TimeZone = TimeZone };

    private string SpecOf()
    {
        var config = ScheduleConfig.Of(Schedule with { TimeZone = TimeZone });
        if (Timetable.ZoneData is not { } data)
        {
            return config.GetRawText();
        }

        var spec = JsonObject.Create(config)!;
        spec[ZoneDataMember] = data;
        return spec.ToJsonString();
    }
}
