using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Client;
using Automation.Definitions;
using Automation.Intake;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Previewing;

/// <summary>Finds the events that rules are previewed with, recorded or made up, and the triggers that they come by.</summary>
internal sealed class PreviewEvents(ScheduleFinder finder, EventCatalog events, IAutomationStore store, JsonSerializerOptions json, TimeProvider time)
{
    /// <summary>How often a walk over events of the engine's own types goes on, each time over so many as one page of <see cref="EventWalk"/> may cost.</summary>
    private const int MaxPages = 10;

    /// <summary>The event that a preview asks for; null where it asks for none, but has an input.</summary>
    /// <exception cref="EventRejectedException">There is no such event, it can be none, or the rule has no trigger for it.</exception>
    /// <exception cref="RuleDefinitionException">A schedule whose next occurrence is asked for is faulty in the scope.</exception>
    public async Task<PreviewEvent?> FindAsync(string scope, RuleDefinition rule, PreviewInput input, bool isOfHost, string timeZone, CancellationToken cancellationToken)
    {
        var found = input switch
        {
            PreviewInput.Recorded { Id: var id } => await ReadAsync(scope, id, cancellationToken).ConfigureAwait(false)
                ?? throw new EventRejectedException("unknown-event", $"Scope '{scope}' has no event '{id}'."),
            PreviewInput.Event imagined => Imagine(scope, rule, imagined) with { IsOfHost = isOfHost },
            PreviewInput.Occurrence asked => NextOf(scope, rule, asked, timeZone),
            _ => null,
        };
        return found is null || Listens(rule, found.Record.Type) ? found : throw NoTrigger(rule, found.Record.Type);
    }

    /// <summary>An event that was accepted; null when the scope has none of the id.</summary>
    public async Task<PreviewEvent?> ReadAsync(string scope, AutomationEventId id, CancellationToken cancellationToken) =>
        await store.FindEventAsync(scope, id, cancellationToken).ConfigureAwait(false) is { } recorded
            ? new PreviewEvent(recorded, StoredJson.Parse(recorded.Payload.Span)) { IsOfHost = recorded.Type == EventIntake.OccurrenceType }
            : null;

    /// <summary>The newest events of the types that one of the rules listens to.</summary>
    public async Task<IReadOnlyList<AutomationEventId>> NewestAsync(string scope, RuleDefinition rule, RuleDefinition? present, int limit, CancellationToken cancellationToken)
    {
        var found = new List<EventSummary>();
        foreach (var type in TypesOf(rule, present))
        {
            found.AddRange(IntakeNames.IsReserved(type)
                ? await OwnAsync(scope, rule.Name, type, limit, cancellationToken).ConfigureAwait(false)
                : await store.ListEventsAsync(scope, new EventQuery { Type = type, Limit = limit }, cancellationToken).ConfigureAwait(false));
        }

        return [.. found.OrderByDescending(one => one.Id).Take(limit).Select(one => one.Id)];
    }

    /// <summary>Why <see cref="NewestAsync"/> finds nothing.</summary>
    public static string ExplainNone(string scope, RuleDefinition rule, RuleDefinition? present)
    {
        string[] types = [.. TypesOf(rule, present)];
        return types.Length == 0 ? $"Rule '{rule.Name}' has no trigger for events. Preview it with its input."
            : $"Scope '{scope}' has no recorded events of type '{string.Join("' or '", types)}'{(types.Any(IntakeNames.IsReserved) ? $" that were for rule '{rule.Name}', as far back as it was looked" : "")}."
            + (types.Contains(EventIntake.OccurrenceType) ? " PreviewInput.Occurrence previews an occurrence to come." : "");
    }

    public static bool Listens(RuleDefinition rule, string type) => TypesOf(rule).Contains(type);

    /// <summary>The trigger that such events come by, where that is known: they are found by it, delivered to it, or occurrences of it. Null when the event's own triggers decide.</summary>
    public async Task<TriggerDefinition?> TriggerOfAsync(RuleDefinition rule, PreviewEvent @event, string timeZone, CancellationToken cancellationToken) =>
        @event.Record.Type == EventIntake.OccurrenceType ? @event.Schedule ?? await ScheduleOfAsync(rule, @event, timeZone, cancellationToken).ConfigureAwait(false)
            : rule.Triggers.Any(trigger => trigger.Kind == TriggerKind.Event && TypeOf(trigger) == @event.Record.Type) ? null
            : rule.Triggers.FirstOrDefault(trigger => trigger.Kind is TriggerKind.Custom or TriggerKind.Webhook && TypeOf(trigger) == @event.Record.Type);

    /// <summary>Why an event is none of the rule's, though it has a trigger for such; null when it is. One that is imagined is for every rule.</summary>
    public static string? ExplainOther(RuleDefinition rule, PreviewEvent @event) =>
        !@event.IsRecorded || !IntakeNames.IsReserved(@event.Record.Type) || @event.Record.Verdicts.Any(verdict => verdict.Rule == rule.Name) ? null
            : EventIntake.IsDelivery(@event.Record.Type) ? "The event was delivered to a webhook of another rule."
            : "The event is an occurrence of another rule's schedule.";

    /// <summary>Why an occurrence has no run, whatever it says: it was missed, and the schedule passes over such. Null when it may have one.</summary>
    public string? ExplainMissed(RuleDefinition rule, TriggerDefinition? trigger, PreviewEvent @event, string timeZone) =>
        trigger?.Kind == TriggerKind.Schedule && OccurrenceOf(@event) is { Missed: > 0 } missed && Find(rule, trigger, @event.Record.Scope, timeZone)?.Schedule.Missed == Missed.Skip
            ? $"{missed.Missed} missed, from {Instant.Text(missed.FirstMissed)} to {Instant.Text(missed.LastMissed)}"
            : null;

    /// <summary>What an event says as an occurrence; null when it is none.</summary>
    public Occurrence? OccurrenceOf(PreviewEvent @event)
    {
        try
        {
            return @event.Record.Type == EventIntake.OccurrenceType ? @event.Payload.Deserialize<Occurrence>(json) : null;
        }
        catch (JsonException)
        {
            // One that is imagined says what it likes.
            return null;
        }
    }

    /// <summary>An occurrence does not say of which schedule it is. Its run does, and otherwise the schedules, by when they are due.</summary>
    private async Task<TriggerDefinition?> ScheduleOfAsync(RuleDefinition rule, PreviewEvent @event, string timeZone, CancellationToken cancellationToken)
    {
        TriggerDefinition[] schedules = [.. rule.Triggers.Where(trigger => trigger.Kind == TriggerKind.Schedule)];
        if (schedules.Length < 2)
        {
            return schedules.FirstOrDefault();
        }

        var run = @event.Record.Verdicts.FirstOrDefault(verdict => verdict.Rule == rule.Name)?.RunId is { } id
            ? await store.FindRunAsync(@event.Record.Scope, id, cancellationToken).ConfigureAwait(false) : null;
        var due = OccurrenceOf(@event)?.Due;
        return schedules.FirstOrDefault(trigger => trigger.Id == run?.Run.TriggerId)
            ?? schedules.FirstOrDefault(trigger => due is { } instant && Find(rule, trigger, @event.Record.Scope, timeZone)?.Timetable.Next(JustBefore(instant)) == instant)
            ?? schedules[0];
    }

    private static DateTimeOffset JustBefore(DateTimeOffset instant) => new(Math.Max(0, instant.UtcTicks - 1), TimeSpan.Zero);

    /// <summary>A schedule as the scope has it; null when it is faulty there.</summary>
    private ScopedSchedule? Find(RuleDefinition rule, TriggerDefinition trigger, string scope, string timeZone)
    {
        try
        {
            return finder.Find(rule, trigger, scope, timeZone);
        }
        catch (ScheduleException)
        {
            // It fires nothing there.
            return null;
        }
    }

    /// <summary>The next events of an engine's own type that were for a rule, among those for others: their verdicts decide, page after page.</summary>
    private async Task<IEnumerable<EventSummary>> OwnAsync(string scope, string rule, string type, int limit, CancellationToken cancellationToken)
    {
        var found = new List<EventSummary>();
        var query = new EventQuery { Type = type, Rule = rule, Limit = limit };
        for (var pages = 0; pages < MaxPages && found.Count < limit; pages++)
        {
            var page = await EventWalk.ReadAsync(store, scope, query, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Items);
            if (page.Next is null)
            {
                break;
            }

            query = query with { After = page.Next, Limit = limit - found.Count };
        }

        return found;
    }

    private PreviewEvent Imagine(string scope, RuleDefinition rule, PreviewInput.Event imagined)
    {
        ArgumentNullException.ThrowIfNull(imagined.Type, "input");
        IntakeNames.CheckType(imagined.Type);
        IntakeNames.CheckSubject(imagined.Subject);
        if (imagined.Payload.ValueKind == JsonValueKind.Undefined)
        {
            throw new EventRejectedException("malformed-json", $"The payload of event '{imagined.Type}' is missing. Pass a JSON value.");
        }

        var payload = JsonMarshal.GetRawUtf8Value(imagined.Payload).ToArray();
        IntakePayload.Check(payload, IntakePayload.OfEvent, imagined.Type);
        var record = new EventRecord
        {
            Id = default,
            Scope = scope,
            Type = imagined.Type,
            Subject = imagined.Subject ?? SubjectOf(rule, imagined.Type, imagined.Payload),
            Payload = payload,
            At = time.GetUtcNow(),
            Root = default,
        };
        return new PreviewEvent(record, StoredJson.Parse(payload));
    }

    private PreviewEvent NextOf(string scope, RuleDefinition rule, PreviewInput.Occurrence asked, string timeZone)
    {
        TriggerDefinition[] schedules = [.. rule.Triggers.Where(trigger => trigger.Kind == TriggerKind.Schedule && (asked.Trigger is null || trigger.Id == asked.Trigger))];
        if (schedules.Length == 0)
        {
            string[] ids = [.. rule.Triggers.Where(static trigger => trigger.Kind == TriggerKind.Schedule).Select(static trigger => trigger.Id)];
            throw new EventRejectedException(
                "no-trigger", $"Rule '{rule.Name}' has no schedule{(asked.Trigger is null ? "" : $" {ShortText.Quote(asked.Trigger)}")}; " + (ids.Length == 0 ? "it has none at all. Preview it with its input." : $"it has '{string.Join("', '", ids)}'."));
        }

        try
        {
            // One that is due at the very instant that is asked for is meant.
            var after = asked.At is { } at ? JustBefore(at) : time.GetUtcNow();
            // One that is faulty fires nothing; where it is the only one, that is said.
            var firing = schedules.Select(trigger => (Trigger: trigger, Schedule: schedules.Length == 1 ? finder.Find(rule, trigger, scope, timeZone) : Find(rule, trigger, scope, timeZone)));
            var next = firing.Where(one => one.Schedule is not null).Select(one => (one.Trigger, Schedule: one.Schedule!))
                .Select(one => (one.Trigger, one.Schedule, Due: one.Schedule.Timetable.Next(after)))
                .Where(one => one.Due is not null)
                .OrderBy(one => one.Due)
                .FirstOrDefault();
            if (next.Due is not { } due)
            {
                throw new EventRejectedException("no-occurrence", $"Rule '{rule.Name}' has no occurrence {(asked.At is null ? "any more" : $"from {Instant.Text(asked.At)} on")}. Name an earlier instant, or preview the rule with its input.");
            }

            var payload = JsonSerializer.SerializeToUtf8Bytes(next.Schedule.At(due), json);
            var record = new EventRecord { Id = default, Scope = scope, Type = EventIntake.OccurrenceType, Payload = payload, At = due, Root = default };
            return new PreviewEvent(record, StoredJson.Parse(payload)) { IsOfHost = true, Schedule = next.Trigger };
        }
        catch (ScheduleException fault)
        {
            throw new RuleDefinitionException([new RuleFault { Rule = rule.Name, Message = $"Rule '{rule.Name}': {fault.Message}", Code = fault.Code }]);
        }
    }

    /// <summary>What an event would be about that nobody says it of.</summary>
    private string? SubjectOf(RuleDefinition rule, string type, JsonElement payload) =>
        EventIntake.IsDelivery(type) && rule.Triggers.FirstOrDefault(trigger => trigger.Kind == TriggerKind.Webhook && TypeOf(trigger) == type) is { } webhook
            ? EventIntake.SubjectOf(rule, webhook, payload, json)
            : events.TryGet(type, out var known) ? known.SubjectOf(payload, json) : null;

    private static IEnumerable<string> TypesOf(RuleDefinition rule, RuleDefinition? present = null) =>
        rule.Triggers.Concat(present?.Triggers ?? []).Select(TypeOf).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The type of the events that start a rule by a trigger; null when none do.</summary>
    private static string? TypeOf(TriggerDefinition trigger) => trigger.Kind switch
    {
        TriggerKind.Event when trigger.NotFired is not null => null,
        TriggerKind.Event or TriggerKind.Custom => trigger.Type,
        TriggerKind.Webhook => EventIntake.DeliveryTypeOf(trigger.Id),
        TriggerKind.Schedule => EventIntake.OccurrenceType,
        _ => null,
    };

    private static EventRejectedException NoTrigger(RuleDefinition rule, string type)
    {
        string[] types = [.. TypesOf(rule)];
        return new(
            "no-trigger", $"Rule '{rule.Name}' has no trigger for events of type {ShortText.Quote(type)}; " + (types.Length == 0 ? "it has none for events at all. Preview it with its input." : $"it has '{string.Join("', '", types)}'."));
    }
}
