using System.Globalization;
using System.Text.Json;
using Automation.Json;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    /// <summary>The stored type of occurrences of schedules.</summary>
    internal const string OccurrenceType = "automation.occurrence";

    /// <summary>Accepts an occurrence of a schedule: the event, its run or why there is none, and the schedule's next instant are stored in one transaction.</summary>
    public Task<AcceptStatus> AcceptOccurrenceAsync(DueOccurrence due) => calls.DoAsync(() => DecideAsync(due, Refusals.None), CancellationToken.None);

    private async Task<AcceptStatus> DecideAsync(DueOccurrence due, Refusals refusals)
    {
        var now = time.GetUtcNow();
        var id = new AutomationEventId(ids.Next());
        var payload = JsonSerializer.SerializeToUtf8Bytes(due.Occurrence, json);
        var @event = new EventRecord { Id = id, Scope = due.Record.Scope, Type = OccurrenceType, Payload = payload, At = now, Root = id };
        var decided = new Acceptance();
        if (due.Refusal is { } stopped)
        {
            decided.Verdicts.Add(stopped);
        }
        else if (due.Plan.IsSkipped)
        {
            decided.Refuse(
                due.Rule.Name, VerdictReason.Missed, string.Create(CultureInfo.InvariantCulture, $"{due.Plan.Missed} missed, from {Instant.Text(due.Plan.FirstMissed)} to {Instant.Text(due.Plan.LastMissed)}"));
        }
        else
        {
            var timeZone = await zones.FindAsync(@event.Scope).ConfigureAwait(false);
            var bounds = await zones.BoundsAsync(@event.Scope, options).ConfigureAwait(false);
            await matcher.MatchAsync(due.Scoped, due.Trigger, @event, JsonElement.Parse(payload), due.Index, timeZone, bounds, refusals, decided).ConfigureAwait(false);
        }

        // When it is due is the key, and nothing else: whoever repeats it may count other missed ones.
        var key = due.Schedule.KeyOf(due.Record.NextDue!.Value);
        var accept = new AcceptOperation
        {
            Scope = @event.Scope,
            ScopeVersion = due.Index.Version,
            SharedVersion = due.Index.SharedVersion,
            Event = @event with { Verdicts = decided.Verdicts },
            Dedupe = DedupeKeys.Of($"schedule:{due.Rule.Name}:{due.Trigger.Id}", key, "", null, [], now - options.DedupeWindow),
            Runs = decided.Runs,
            Advance = due.Advance,
        };
        var result = await acceptances.StoreAsync(accept, decided).ConfigureAwait(false);
        return Refusals.IsOne(result.Status) ? await DecideAsync(due, refusals.With(result)).ConfigureAwait(false) : result.Status;
    }
}
