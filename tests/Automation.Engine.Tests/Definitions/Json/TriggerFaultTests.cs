namespace Automation.Definitions.Json;

/// <summary>Triggers, each row the value of <c>triggers</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class TriggerFaultTests
{
    [Theory]
    [InlineData(
        "[ {} ]",
        """[ { "type": "manual" } ]""",
        "/triggers/0: a trigger has no 'type'. It needs one of: event, manual, schedule, webhook, or a type of the host's.")]
    [InlineData(
        """[ { "type": 1 } ]""",
        """[ { "type": "manual" } ]""",
        "/triggers/0/type: 'type' of a trigger is 1. It needs a text.")]
    [InlineData(
        """[ { "type": "a b" } ]""",
        """[ { "type": "imap.inbox" } ]""",
        "/triggers/0/type: the trigger type 'a b' is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.")]
    [InlineData(
        """[ { "type": "Event", "config": { "event": "a.b" } } ]""",
        """[ { "type": "event", "config": { "event": "a.b" } } ]""",
        "/triggers/0/type: no trigger is called 'Event'. Did you mean 'event'?")]
    [InlineData(
        """[ { "type": "shedule", "config": { "daily": "02:00" } } ]""",
        """[ { "type": "schedule", "config": { "daily": "02:00" } } ]""",
        "/triggers/0/type: no trigger is called 'shedule'. Did you mean 'schedule'?")]
    [InlineData(
        """[ { "type": "event" } ]""",
        """[ { "type": "event", "config": { "event": "a.b" } } ]""",
        """/triggers/0: trigger 'event' has no 'config'. It needs a config that names the event: { "event": "asset.approved" }.""")]
    [InlineData(
        """[ { "type": "event", "config": {} } ]""",
        null,
        "/triggers/0/config: the config of trigger 'event' has no 'event'. It needs the type of an event, such as 'asset.approved'.")]
    [InlineData(
        """[ { "type": "event", "config": "a.b" } ]""",
        null,
        "/triggers/0/config: the config of trigger 'event' is an object; a text is here.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a b" } } ]""",
        """[ { "type": "event", "config": { "event": "nobody.knows-it" } } ]""",
        "/triggers/0/config/event: the event type 'a b' is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a.b", "filter": 1 } } ]""",
        null,
        "/triggers/0/config/filter: the config of trigger 'event' has the member 'filter', which is unknown there. Known members: event, where.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a.b", "where": { "field": "input.kind", "operator": "equals", "value": 1 } } } ]""",
        """[ { "type": "event", "config": { "event": "a.b", "where": { "field": "trigger.data.kind", "operator": "equals", "value": 1 } } } ]""",
        "/triggers/0/config/where/field: 'where' of trigger 'event' reads input.kind, which does not exist there. It can read: trigger, parameters, scope.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a.b", "where": { "type": "asset.locked" } } } ]""",
        """[ { "type": "event", "config": { "event": "a.b", "where": [] } } ]""",
        "/triggers/0/config/where/type: 'where' compares values of the event; a condition of the host's cannot be asked there. Ask it in 'conditions'.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a.b" } }, { "type": "event", "id": "second", "config": { "event": "a.b", "where": [] } } ]""",
        """[ { "type": "event", "config": { "event": "a.b", "where": [] } }, { "type": "event", "id": "second", "config": { "event": "a.b" } } ]""",
        "/triggers/1/config/event: the triggers 'event' and 'second' both wait for the event 'a.b', and the first takes every one. Give it a filter ('where'), or put it last.")]
    [InlineData(
        """[ { "type": "event", "event": "a.b", "config": { "event": "a.b" } } ]""",
        null,
        "/triggers/0/event: trigger 'event' has the member 'event', which is unknown there. Known members: config, id, input, type.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a.b" } }, { "type": "event", "config": { "event": "a.c" } } ]""",
        """[ { "type": "event", "config": { "event": "a.b" } }, { "type": "event", "id": "second", "config": { "event": "a.c" } } ]""",
        "/triggers/1: two 'event' triggers have no id. Give each an id of its own.")]
    [InlineData(
        """[ { "type": "event", "config": { "event": "a.b" } }, { "type": "event", "id": "second", "config": { "event": "a.b" }, "input": {} } ]""",
        """[ { "type": "event", "config": { "event": "a.b" } }, { "type": "event", "id": "second", "config": { "event": "A.b" } } ]""",
        "/triggers/1/config/event: the triggers 'event' and 'second' both wait for the event 'a.b', and the first takes every one. Give it a filter ('where'), or put it last.")]
    [InlineData(
        """[ { "type": "manual", "id": "x" }, { "type": "webhook", "id": "x" } ]""",
        """[ { "type": "manual", "id": "x" }, { "type": "webhook", "id": "y" } ]""",
        "/triggers/1/id: two triggers have the id 'x'. Ids of triggers are unique in the rule.")]
    [InlineData(
        """[ { "type": "webhook", "id": "A.B" } ]""",
        """[ { "type": "webhook", "id": "a-b", "config": {} } ]""",
        "/triggers/0/id: the trigger id 'A.B' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.")]
    [InlineData(
        """[ { "type": "webhook", "config": { "secret": "x" } } ]""",
        """[ { "type": "webhook", "config": {} } ]""",
        "/triggers/0/config/secret: the config of trigger 'webhook' has the member 'secret', which is unknown there. There are no members.")]
    [InlineData(
        """[ { "type": "manual", "config": 1 } ]""",
        """[ { "type": "manual", "config": {} } ]""",
        "/triggers/0/config: the config of trigger 'manual' is an object; a number is here.")]
    [InlineData(
        """[ { "type": "imap.inbox", "config": [] } ]""",
        """[ { "type": "imap.inbox", "config": { "folder": "{{ parameters.folder }}" } } ]""",
        "/triggers/0/config: the config of trigger 'imap.inbox' is an object; an array is here.")]
    [InlineData(
        """[ { "type": "imap.inbox", "config": { "folder": "{{ input.folder }}" } } ]""",
        """[ { "type": "imap.inbox", "config": { "folder": "{{ scope }}" } } ]""",
        "/triggers/0/config/folder: the config of trigger 'imap.inbox' reads input.folder, which does not exist there. It can read: parameters, scope.")]
    [InlineData(
        """[ { "type": "schedule" } ]""",
        null,
        """/triggers/0: trigger 'schedule' has no 'config'. It needs a config with the schedule, such as { "daily": "02:00" }.""")]
    [InlineData(
        """[ { "type": "schedule", "config": {} } ]""",
        null,
        "/triggers/0/config: the config of trigger 'schedule' has no schedule. It needs one of: cron, daily, weekly, monthly, hourly, every, at.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "daily": "02:00", "hourly": 3 } } ]""",
        """[ { "type": "schedule", "config": { "hourly": 3 } } ]""",
        "/triggers/0/config: the config of trigger 'schedule' has daily and hourly. It needs one of: cron, daily, weekly, monthly, hourly, every, at.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "daily": "25:00" } } ]""",
        """[ { "type": "schedule", "config": { "daily": "23:00" } } ]""",
        "/triggers/0/config/daily: 'daily' of the config of trigger 'schedule' is '25:00'. It needs a time of day such as '02:00'.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "weekly": "Sunday 03:00" } } ]""",
        """[ { "type": "schedule", "config": { "weekly": "sunday 03:00" } } ]""",
        "/triggers/0/config/weekly: 'weekly' of the config of trigger 'schedule' is 'Sunday 03:00'. It needs days and a time such as 'sunday 03:00' or 'monday,thursday 03:00'.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "hourly": 60 } } ]""",
        """[ { "type": "schedule", "config": { "hourly": 59 } } ]""",
        "/triggers/0/config/hourly: 'hourly' of the config of trigger 'schedule' is 60. It needs a minute from 0 to 59.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "cron": "* * *" } } ]""",
        """[ { "type": "schedule", "config": { "cron": "0 3 * * 1-5" } } ]""",
        "/triggers/0/config/cron: 'cron' of the config of trigger 'schedule': the cron expression '* * *' has 3 fields. It needs five (minute, hour, day of month, month, day of week), or six with the second first.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "every": "PT0.5S" } } ]""",
        """[ { "type": "schedule", "config": { "every": "PT15M" } } ]""",
        "/triggers/0/config/every: 'every' of the config of trigger 'schedule' is 'PT0.5S'. It needs a duration of whole seconds, such as 'PT15M', from PT1S to P3650D.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "cron": "0 0 30 2 *" } } ]""",
        """[ { "type": "schedule", "config": { "cron": "0 0 29 2 *" } } ]""",
        "/triggers/0/config/cron: 'cron' of the config of trigger 'schedule': the cron expression '0 0 30 2 *' never fires: no year has such a day. Change the day of month or the month.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "cron": 5 } } ]""",
        """[ { "type": "schedule", "config": { "cron": "{{ parameters.at }}" } } ]""",
        "/triggers/0/config/cron: 'cron' of the config of trigger 'schedule' is 5. It needs a cron expression of five or six fields.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "weekly": "monday, thursday 03:00" } } ]""",
        """[ { "type": "schedule", "config": { "weekly": "monday,thursday 03:00:30" } } ]""",
        "/triggers/0/config/weekly: 'weekly' of the config of trigger 'schedule' is 'monday, thursday 03:00'. It needs days and a time such as 'sunday 03:00' or 'monday,thursday 03:00'.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "monthly": "32 03:00" } } ]""",
        """[ { "type": "schedule", "config": { "monthly": "last 03:00" } } ]""",
        "/triggers/0/config/monthly: 'monthly' of the config of trigger 'schedule' is '32 03:00'. It needs a day from 1 to 31 or 'last', and a time, such as '15 03:00' or 'last 03:00'.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "at": "2026-12-24T18:00" } } ]""",
        """[ { "type": "schedule", "config": { "at": "2026-12-24T18:00:00+01:00" } } ]""",
        "/triggers/0/config/at: 'at' of the config of trigger 'schedule' is '2026-12-24T18:00'. It needs an instant with its offset, such as '2026-12-24T18:00:00+01:00'.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "every": "PT1.5S" } } ]""",
        """[ { "type": "schedule", "config": { "every": "P3650D", "anchor": "2026-01-05T09:00:00Z" } } ]""",
        "/triggers/0/config/every: 'every' of the config of trigger 'schedule' is 'PT1.5S'. It needs a duration of whole seconds, such as 'PT15M', from PT1S to P3650D.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "daily": "02:00", "anchor": "2026-01-05T09:00:00Z", "missedAfter": "PT0S", "jitter": "P2D" } } ]""",
        """[ { "type": "schedule", "config": { "daily": "02:00", "missedAfter": "P1D", "jitter": "PT0S" } } ]""",
        "/triggers/0/config/anchor: 'anchor' of the config of trigger 'schedule' belongs to 'every'. Remove it from 'daily'.",
        "/triggers/0/config/missedAfter: 'missedAfter' of the config of trigger 'schedule' is 'PT0S'. It needs a duration such as 'PT5M', from PT1S to P1D.",
        "/triggers/0/config/jitter: 'jitter' of the config of trigger 'schedule' is 'P2D'. It needs a duration such as 'PT5M', from PT0S to P1D.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "daily": "02:00", "timeZone": "../../etc/passwd" } } ]""",
        """[ { "type": "schedule", "config": { "daily": "02:00", "timeZone": "W. Europe Standard Time" } } ]""",
        "/triggers/0/config/timeZone: 'timeZone' of the config of trigger 'schedule' is '../../etc/passwd'. It needs the IANA id of a time zone, such as 'Europe/Berlin'.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "daily": "02:00", "timeZone": "Mars/Base", "missed": "RunAll" } } ]""",
        """[ { "type": "schedule", "config": { "daily": "02:00", "timeZone": "Europe/Berlin", "missed": "runAll" } } ]""",
        "/triggers/0/config/timeZone: 'timeZone' of the config of trigger 'schedule' is 'Mars/Base'. It needs the IANA id of a time zone, such as 'Europe/Berlin'.",
        "/triggers/0/config/missed: 'missed' of the config of trigger 'schedule' is 'RunAll'. It needs one of: skip, runOnce, runAll.")]
    [InlineData(
        """[ { "type": "schedule", "config": { "daily": "{{ parameters.att }}" } } ]""",
        """[ { "type": "schedule", "config": { "daily": "{{ parameters.at }}" } } ]""",
        "/triggers/0/config/daily: the config of trigger 'schedule' reads parameters.att, but the rule declares no parameter 'att'. Did you mean 'at'?")]
    [InlineData(
        """[ { "type": "schedule", "config": { "dayly": "02:00" } } ]""",
        null,
        "/triggers/0/config/dayly: the config of trigger 'schedule' has the member 'dayly', which is unknown there. Did you mean 'daily'?",
        "/triggers/0/config: the config of trigger 'schedule' has no schedule. It needs one of: cron, daily, weekly, monthly, hourly, every, at.")]
    [InlineData(
        """[ { "type": "webhook", "input": "{{ steps.a.output }}" } ]""",
        """[ { "type": "webhook", "input": { "id": "{{ trigger.data.id }}", "by": "{{ event.by }}" } } ]""",
        "/triggers/0/input: the input of trigger 'webhook' reads steps.a.output, which does not exist there. It can read: input, parameters, scope, trigger.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    // Seen red without the check: only the first of the two ever started the rule.
    [Fact]
    public void Read_OfTwoTriggersForOneEvent_HasACode() =>
        Rules.Reader.Read(Rule("""[ { "type": "event", "config": { "event": "a.b" } }, { "type": "event", "id": "b", "config": { "event": "a.b" } } ]""")).Faults
            .ShouldHaveSingleItem().Code.ShouldBe("duplicate-trigger");

    [Theory]
    [InlineData("cron", "0 0 30 2 *", "never-fires")]
    [InlineData("cron", "* * * *", "invalid-cron")]
    [InlineData("daily", "24:00", "invalid-schedule")]
    public void Read_OfAWrongSchedule_HasACode(string form, string value, string code) =>
        Rules.Reader.Read(Rule($$$"""[ { "type": "schedule", "config": { "{{{form}}}": "{{{value}}}" } } ]""")).Faults.ShouldHaveSingleItem().Code.ShouldBe(code);

    // The platform's look-up takes some of these, and throws for a folder.
    [Theory]
    [InlineData("")]
    [InlineData("Europe")]
    [InlineData("Mars/X")]
    [InlineData("../../etc/passwd")]
    [InlineData("localtime")]
    [InlineData("right/UTC")]
    [InlineData("Europe//Oslo")]
    public void Read_OfAWrongZone_HasACode(string zone) =>
        Rules.Reader.Read(Rule($$$"""[ { "type": "schedule", "config": { "daily": "02:00", "timeZone": "{{{zone}}}" } } ]""")).Faults
            .ShouldHaveSingleItem().Code.ShouldBe("unknown-time-zone");

    private static string Rule(string json) => $$"""
        {
          "name": "r",
          "triggers": {{json}},
          "parameters": { "max": { "type": "integer" }, "at": { "type": "string" }, "folder": { "type": "string" } },
          "steps": [ { "stop": "x" } ]
        }
        """;
}
