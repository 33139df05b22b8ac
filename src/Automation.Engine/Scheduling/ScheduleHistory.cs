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
        var stopped = rule?.RefusalAt(now)?.Reason;
        return new()
        {
            Rule = record.Rule,
            Trigger = record.Trigger,
            Description = Describe(record),
            NextDue = stopped is null ? record.NextDue : rule!.Body.Paused?.Until is { } until && stopped == VerdictReason.Paused ? After(record, until) : null,
            LastDue = record.LastDue,
            LastRunId = record.LastRunId,
            StoppedBy = stopped,
            Fault = polls.Fault,
            FailedPolls = polls.Failures,
        };
    }

    public static IEnumerable<ScheduledOccurrence> Upcoming(ScopedSchedule schedule, string trigger, ScopedRule rule, DateTimeOffset after)
    {
        var description = schedule.Timetable.Describe();
        return schedule.Timetable.Upcoming(after).Select(next => new ScheduledOccurrence
        {
            Trigger = trigger,
            Description = description,
            Due = next.Due,
            Local = next.Local,
            TimeZone = schedule.TimeZone,
            Note = next.Note,
            StoppedBy = rule.RefusalAt(next.Due)?.Reason,
        });
    }

    /// <summary>When a schedule is due that is paused: what lies in the pause is passed over, whether that has come to pass or not.</summary>
    private static DateTimeOffset? After(ScheduleRecord record, DateTimeOffset until)
    {
        if (record.NextDue is not { } next || next >= until)
        {
            return record.NextDue;
        }

        try
        {
            return ScopedSchedule.OfStored(record) is { } schedule ? OccurrencePlan.PassedOver(schedule, next, until).Next : until;
        }
        catch (Exception exception) when (exception is ScheduleException or JsonException)
        {
            // Stored by a build that knows more kinds of schedules.
            return null;
        }
    }

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
