using System.Text.Json;
using Automation.Polling;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Scheduling;

/// <summary>Schedules as people see them.</summary>
internal static class ScheduleHistory
{
    public static ScheduleSummary Summary(ScheduleRecord record, ScopedRule? rule, DateTimeOffset now)
    {
        var polls = PollState.Read(record.Cursor);
        return new()
        {
            Rule = record.Rule,
            Trigger = record.Trigger,
            Description = Describe(record),
            NextDue = record.NextDue,
            LastDue = record.LastDue,
            LastRunId = record.LastRunId,
            StoppedBy = rule?.RefusalAt(now)?.Reason,
            Fault = polls.Fault,
            FailedPolls = polls.Failures,
        };
    }

    public static IEnumerable<ScheduledOccurrence> Upcoming(ScopedSchedule schedule, string trigger, DateTimeOffset after) =>
        schedule.Timetable.Upcoming(after).Select(next => new ScheduledOccurrence
        {
            Trigger = trigger, Due = next.Due, Local = next.Local, TimeZone = schedule.TimeZone, Note = next.Note,
        });

    private static string Describe(ScheduleRecord record)
    {
        try
        {
            return ScopedSchedule.OfStored(record)?.Timetable.Describe() ?? $"Polls '{ScopedSchedule.PolledType(JsonElement.Parse(record.Spec))}'";
        }
        catch (Exception exception) when (exception is ScheduleException or JsonException)
        {
            // Stored by a build that knows more kinds of schedules.
            return record.Spec;
        }
    }
}
