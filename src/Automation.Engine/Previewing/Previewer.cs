using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Actions;
using Automation.Budgets;
using Automation.Client;
using Automation.Costing;
using Automation.Definitions;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Scheduling;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Previewing;

/// <summary>Says what a rule would do, or would have done, without doing or storing anything.</summary>
internal sealed class Previewer(
    IServiceScopeFactory scopes,
    ActionCatalog actions,
    PreviewCatalog previews,
    Gate gate,
    RunPlanner planner,
    CostEstimator costs,
    ScopeZones zones,
    EventCatalog events,
    IAutomationStore store,
    JsonSerializerOptions json,
    AutomationOptions options,
    TimeProvider time)
{
    /// <summary>How often a walk over deliveries goes on, each time over so many events as one page of <see cref="EventWalk"/> may cost.</summary>
    private const int MaxPages = 10;

    public async Task<PreviewReport> PreviewAsync(string scope, RuleDefinition rule, PreviewInput input, CancellationToken cancellationToken)
    {
        var @event = input is PreviewInput.Value ? null : await EventOfAsync(scope, rule, input, cancellationToken).ConfigureAwait(false);
        if (@event is not null)
        {
            CheckListens(rule, @event.Type);
        }

        var value = input is PreviewInput.Value manual ? ValueOf(rule, manual.Input) : default;
        var timeZone = await zones.FindAsync(scope).ConfigureAwait(false);

        using var mark = PreviewMark.Enter();
        var asker = AskerOf(mark);
        var verdict = await JudgeAsync(rule, asker, () => @event is null
            ? (planner.ScopeOf(rule, scope, value, null, time.GetUtcNow(), timeZone), null)
            : See(rule, @event, StoredJson.Parse(@event.Payload.Span), timeZone), @event, cancellationToken).ConfigureAwait(false);
        var report = new PreviewReport
        {
            Scope = scope,
            Rule = rule.Name,
            Hash = rule.Hash,
            EventId = (input as PreviewInput.Recorded)?.Id,
            EventType = @event?.Type,
            WouldRun = verdict.Reason == VerdictReason.Ran,
            Reason = verdict.Reason,
            Detail = verdict.Detail,
            Subject = verdict.Seen?.Subject,
            Input = verdict.Seen?.Input ?? default,
            Steps = [],
        };
        if (verdict.Seen is not { } seen || !report.WouldRun)
        {
            return report;
        }

        var walk = new PreviewWalk(rule, seen, asker, time.GetUtcNow(), cancellationToken);
        var end = await walk.WalkAsync().ConfigureAwait(false);
        var cost = await EstimateAsync(rule, seen).ConfigureAwait(false);
        return report with
        {
            EstimatedCost = cost, NeedsApproval = cost > rule.Guards.ApprovalAbove,
            Steps = walk.Steps, Truncated = walk.Truncated, Ends = end.Certain ? end.Status : null, EndReason = end.Certain ? end.Reason : null,
        };
    }

    public async Task<BacktestReport> BacktestAsync(
        string scope, RuleDefinition rule, RuleDefinition? present, BacktestOptions asked, CancellationToken cancellationToken)
    {
        CheckRange(asked.Limit, 1, 1000, nameof(BacktestOptions.Limit));
        CheckRange(asked.SamplesPerReason, 0, 100, nameof(BacktestOptions.SamplesPerReason));
        var recorded = await EventsOfAsync(scope, rule, present, asked.Limit, cancellationToken).ConfigureAwait(false);
        var timeZone = await zones.FindAsync(scope).ConfigureAwait(false);
        var tested = new List<BacktestEvent>();
        foreach (var summary in recorded)
        {
            if (await store.FindEventAsync(scope, summary.Id, cancellationToken).ConfigureAwait(false) is { } @event)
            {
                tested.Add(await TestAsync(rule, present, @event, timeZone, cancellationToken).ConfigureAwait(false));
            }
        }

        return new BacktestReport
        {
            Rule = rule.Name,
            Hash = rule.Hash,
            ComparedWith = present?.Hash,
            Events = tested.Count,
            From = tested.Count == 0 ? null : tested[^1].At,
            Reasons = tested.GroupBy(one => one.Reason).ToDictionary(group => group.Key, group => group.Count()),
            Samples = [.. tested.GroupBy(one => one.Reason).SelectMany(group => group.Take(asked.SamplesPerReason)).OrderByDescending(one => one.EventId)],
            Changes = present is null ? [] : [.. tested.Where(one => one.Before != one.Reason)],
        };
    }

    /// <summary>As an option of the caller's.</summary>
    private static void CheckRange(int value, int least, int most, string option)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException("options", value, $"BacktestOptions.{option} is {value}; {least} to {most} are allowed.");
        }
    }

    private async Task<BacktestEvent> TestAsync(RuleDefinition rule, RuleDefinition? present, EventRecord @event, string timeZone, CancellationToken cancellationToken)
    {
        using var mark = PreviewMark.Enter();
        var asker = AskerOf(mark);
        var payload = StoredJson.Parse(@event.Payload.Span);
        var now = await JudgeAsync(rule, asker, @event, payload, timeZone, cancellationToken).ConfigureAwait(false);
        var before = present is null ? null : await JudgeAsync(present, asker, @event, payload, timeZone, cancellationToken).ConfigureAwait(false);
        return new BacktestEvent
        {
            EventId = @event.Id,
            Type = @event.Type,
            Subject = @event.Subject,
            At = @event.At,
            Reason = now.Reason,
            Detail = now.Detail,
            Before = before?.Reason,
            BeforeDetail = before?.Detail,
            Recorded = @event.Verdicts.FirstOrDefault(verdict => verdict.Rule == rule.Name)?.Reason,
        };
    }

    private Task<PreviewVerdict> JudgeAsync(RuleDefinition rule, PreviewAsker asker, EventRecord @event, JsonElement payload, string timeZone, CancellationToken cancellationToken) =>
        EventTypesOf(rule).Contains(@event.Type)
            ? JudgeAsync(rule, asker, () => See(rule, @event, payload, timeZone), @event, cancellationToken)
            : Task.FromResult(new PreviewVerdict(VerdictReason.ConditionFalse, $"The rule has no trigger for events of type '{@event.Type}'.", null));

    private async Task<PreviewVerdict> JudgeAsync(
        RuleDefinition rule, PreviewAsker asker, Func<(TriggerScope? Seen, string? Filtered)> see, EventRecord? @event, CancellationToken cancellationToken)
    {
        if (@event is { Depth: > 0 } && await zones.BoundsAsync(@event.Scope, options).ConfigureAwait(false) is var bounds && @event.Depth > bounds.MaxChainDepth)
        {
            return new(VerdictReason.SuppressedLoop, $"{@event.Depth} runs lie before this event; {bounds.DepthOption} allows {bounds.MaxChainDepth}.", null);
        }

        TriggerScope? seen = null;
        try
        {
            (seen, var filtered) = see();
            if (seen is null)
            {
                return new(VerdictReason.ConditionFalse, StorableText.Clean(filtered!, 1024), null);
            }

            return await asker.RefusalAsync(rule.When, seen, cancellationToken).ConfigureAwait(false) is { } refusal
                ? new(VerdictReason.ConditionFalse, StorableText.Clean(refusal, 1024), seen)
                : await TooDearAsync(rule, seen).ConfigureAwait(false) is { } dear ? new(VerdictReason.OverBudget, dear, seen)
                : new(VerdictReason.Ran, null, seen);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // The rule's own lambda, template or condition handler, as when an event is accepted.
            return new(VerdictReason.Faulted, StorableText.Clean(Faults.Of(exception, "").Message, 1024), seen);
        }
    }

    /// <summary>Why no period of a budget has room for the run, whatever is left of the present one; null when one may have.</summary>
    private async Task<string?> TooDearAsync(RuleDefinition rule, TriggerScope seen)
    {
        var bounds = await zones.BoundsAsync(seen.Scope, options).ConfigureAwait(false);
        if (!RunBudgets.AreFor(rule, bounds))
        {
            return null;
        }

        var cost = await costs.EstimateAsync(rule, seen).ConfigureAwait(false);
        return cost.Explain(RunBudgets.Of(rule, bounds, time.GetUtcNow(), seen.TimeZone).ExplainTooDear(cost.Cost));
    }

    private async Task<decimal?> EstimateAsync(RuleDefinition rule, TriggerScope seen)
    {
        try
        {
            return (await costs.EstimateAsync(rule, seen).ConfigureAwait(false)).Cost;
        }
        catch (Exception)
        {
            // The host's cost, which cannot say: the steps are shown all the same.
            return null;
        }
    }

    private PreviewAsker AskerOf(PreviewMark mark) => new(scopes, actions, previews, gate, json, time, mark);

    private JsonElement ValueOf(RuleDefinition rule, JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.Undefined)
        {
            throw new EventRejectedException("invalid-input", $"The input of rule '{rule.Name}' is missing. Pass a JSON value.");
        }

        IntakePayload.Check(JsonMarshal.GetRawUtf8Value(input), IntakePayload.InputOfRule, rule.Name);
        IntakePayload.CheckInput(rule, input, json);
        return input;
    }

    private async Task<EventRecord> EventOfAsync(string scope, RuleDefinition rule, PreviewInput input, CancellationToken cancellationToken)
    {
        if (input is PreviewInput.Recorded { Id: var recorded })
        {
            return await store.FindEventAsync(scope, recorded, cancellationToken).ConfigureAwait(false)
                ?? throw new EventRejectedException("unknown-event", $"Scope '{scope}' has no event '{recorded}'.");
        }

        var imagined = (PreviewInput.Event)input;
        ArgumentNullException.ThrowIfNull(imagined.Type, nameof(input));
        IntakeNames.CheckType(imagined.Type);
        IntakeNames.CheckSubject(imagined.Subject);
        if (imagined.Payload.ValueKind == JsonValueKind.Undefined)
        {
            throw new EventRejectedException("malformed-json", $"The payload of event '{imagined.Type}' is missing. Pass a JSON value.");
        }

        var payload = JsonMarshal.GetRawUtf8Value(imagined.Payload).ToArray();
        IntakePayload.Check(payload, IntakePayload.OfEvent, imagined.Type);
        return new EventRecord
        {
            Id = default,
            Scope = scope,
            Type = imagined.Type,
            Subject = imagined.Subject ?? SubjectOf(rule, imagined.Type, imagined.Payload),
            Payload = payload,
            At = time.GetUtcNow(),
            Root = default,
        };
    }

    /// <summary>What an event would be about that nobody says it of.</summary>
    private string? SubjectOf(RuleDefinition rule, string type, JsonElement payload) =>
        EventIntake.IsDelivery(type) && rule.Triggers.FirstOrDefault(trigger => trigger.Kind == TriggerKind.Webhook && TypeOf(trigger) == type) is { } webhook
            ? EventIntake.SubjectOf(rule, webhook, payload, json)
            : events.TryGet(type, out var known) ? known.SubjectOf(payload, json) : null;

    /// <summary>The newest events of the types that one of the rules listens to.</summary>
    private async Task<IEnumerable<EventSummary>> EventsOfAsync(
        string scope, RuleDefinition rule, RuleDefinition? present, int limit, CancellationToken cancellationToken)
    {
        var found = new List<EventSummary>();
        foreach (var type in EventTypesOf(rule).Union(present is null ? [] : EventTypesOf(present), StringComparer.Ordinal))
        {
            found.AddRange(EventIntake.IsDelivery(type)
                ? await DeliveriesOfAsync(scope, rule.Name, type, limit, cancellationToken).ConfigureAwait(false)
                : await store.ListEventsAsync(scope, new EventQuery { Type = type, Limit = limit }, cancellationToken).ConfigureAwait(false));
        }

        return found.OrderByDescending(one => one.Id).Take(limit);
    }

    /// <summary>The newest deliveries to the webhook of a rule, among those to other rules: their verdicts decide, page after page.</summary>
    private async Task<IEnumerable<EventSummary>> DeliveriesOfAsync(string scope, string rule, string type, int limit, CancellationToken cancellationToken)
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

    private static IEnumerable<string> EventTypesOf(RuleDefinition rule) =>
        rule.Triggers.Select(TypeOf).OfType<string>();

    /// <summary>The type of the events that come by a trigger; null when none do.</summary>
    private static string? TypeOf(TriggerDefinition trigger) => trigger.Kind switch
    {
        TriggerKind.Event or TriggerKind.Custom => trigger.Type,
        TriggerKind.Webhook => EventIntake.DeliveryTypeOf(trigger.Id),
        _ => null,
    };

    /// <summary>What the rule sees of the event, or why no trigger's filter lets it pass.</summary>
    private (TriggerScope? Seen, string? Filtered) See(RuleDefinition rule, EventRecord @event, JsonElement payload, string timeZone) =>
        IsOfAnother(rule, @event) ? (null, "The event was delivered to a webhook of another rule.")
        : planner.TriggerOf(rule, BroughtBy(rule, @event), @event, payload, timeZone, out var filtered) is { } trigger ? (planner.ScopeOf(rule, trigger, @event, payload, timeZone), null) : (null, filtered);

    /// <summary>Whether an event is recorded that was delivered to another rule. One that is imagined was delivered to none.</summary>
    private static bool IsOfAnother(RuleDefinition rule, EventRecord @event) =>
        EventIntake.IsDelivery(@event.Type) && @event.Id != default && @event.Verdicts.All(verdict => verdict.Rule != rule.Name);

    /// <summary>The trigger that finds such events itself, or that they are delivered to; null when the event's own triggers decide.</summary>
    private static TriggerDefinition? BroughtBy(RuleDefinition rule, EventRecord @event) =>
        rule.Triggers.Any(trigger => trigger.Kind == TriggerKind.Event && trigger.Type == @event.Type) ? null
            : rule.Triggers.FirstOrDefault(trigger => trigger.Kind is TriggerKind.Custom or TriggerKind.Webhook && TypeOf(trigger) == @event.Type);

    private static void CheckListens(RuleDefinition rule, string type)
    {
        var types = EventTypesOf(rule).Distinct().ToList();
        if (types.Contains(type))
        {
            return;
        }

        throw new EventRejectedException(
            "no-trigger",
            $"Rule '{rule.Name}' has no trigger for events of type {ShortText.Quote(type)}; "
            + (types.Count == 0 ? "it has none for events at all. Preview it with its input." : $"it has '{string.Join("', '", types)}'."));
    }
}
