using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Actions;
using Automation.Budgets;
using Automation.Costing;
using Automation.Definitions;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Scheduling;
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
    PreviewEvents events,
    JsonSerializerOptions json,
    AutomationOptions options,
    TimeProvider time)
{
    /// <param name="scope">The scope.</param>
    /// <param name="rule">The rule, as the scope has it.</param>
    /// <param name="input">What it is previewed with.</param>
    /// <param name="isOfHost">Whether the event was written by a class of the host's; then it is not checked like one that comes as JSON.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    public async Task<PreviewReport> PreviewAsync(string scope, RuleDefinition rule, PreviewInput input, bool isOfHost, CancellationToken cancellationToken)
    {
        var value = input is PreviewInput.Value manual ? ValueOf(rule, manual.Input) : default;
        var timeZone = await zones.FindAsync(scope).ConfigureAwait(false);

        using var mark = PreviewMark.Enter();
        var asker = AskerOf(mark);
        var @event = await events.FindAsync(scope, rule, input, isOfHost, timeZone, cancellationToken).ConfigureAwait(false);
        var now = @event is { IsRecorded: false, Schedule: not null } ? @event.Record.At : time.GetUtcNow();
        var verdict = @event is null
            ? await JudgeAsync(rule, asker, () => new(VerdictReason.Ran, null, planner.ScopeOf(rule, scope, value, null, now, timeZone)), null, cancellationToken).ConfigureAwait(false)
            : await JudgeAsync(rule, asker, @event, timeZone, cancellationToken).ConfigureAwait(false);
        var report = new PreviewReport
        {
            Scope = scope,
            Rule = rule.Name,
            Hash = rule.Hash,
            EventId = (input as PreviewInput.Recorded)?.Id,
            EventType = @event?.Record.Type,
            Occurrence = @event is null ? null : events.OccurrenceOf(@event),
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

        var walk = new PreviewWalk(rule, seen, asker, now, cancellationToken);
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
        var recorded = await events.NewestAsync(scope, rule, present, asked.Limit, cancellationToken).ConfigureAwait(false);
        var timeZone = await zones.FindAsync(scope).ConfigureAwait(false);
        var tested = new List<BacktestEvent>();
        foreach (var id in recorded)
        {
            if (await events.ReadAsync(scope, id, cancellationToken).ConfigureAwait(false) is { } @event)
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
            Detail = tested.Count > 0 ? null : PreviewEvents.ExplainNone(scope, rule, present),
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

    private async Task<BacktestEvent> TestAsync(RuleDefinition rule, RuleDefinition? present, PreviewEvent @event, string timeZone, CancellationToken cancellationToken)
    {
        using var mark = PreviewMark.Enter();
        var asker = AskerOf(mark);
        var record = @event.Record;
        var now = await JudgeAsync(rule, asker, @event, timeZone, cancellationToken).ConfigureAwait(false);
        var before = present is null ? null : await JudgeAsync(present, asker, @event, timeZone, cancellationToken).ConfigureAwait(false);
        return new BacktestEvent
        {
            EventId = record.Id,
            Type = record.Type,
            Subject = record.Subject,
            At = record.At,
            Reason = now.Reason,
            Detail = now.Detail,
            Before = before?.Reason,
            BeforeDetail = before?.Detail,
            Recorded = record.Verdicts.FirstOrDefault(verdict => verdict.Rule == rule.Name)?.Reason,
        };
    }

    private async Task<PreviewVerdict> JudgeAsync(RuleDefinition rule, PreviewAsker asker, PreviewEvent @event, string timeZone, CancellationToken cancellationToken)
    {
        if (!PreviewEvents.Listens(rule, @event.Record.Type))
        {
            return new(VerdictReason.ConditionFalse, $"The rule has no trigger for events of type '{@event.Record.Type}'.", null);
        }

        var by = await events.TriggerOfAsync(rule, @event, timeZone, cancellationToken).ConfigureAwait(false);
        return await JudgeAsync(rule, asker, () => See(rule, by, @event, timeZone), @event.Record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the rule sees of the event; or why it does not get that far.</summary>
    private PreviewVerdict See(RuleDefinition rule, TriggerDefinition? by, PreviewEvent @event, string timeZone) =>
        PreviewEvents.ExplainOther(rule, @event) is { } other ? new(VerdictReason.ConditionFalse, other, null)
        : events.ExplainMissed(rule, by, @event, timeZone) is { } missed ? new(VerdictReason.Missed, missed, null)
        : planner.TriggerOf(rule, by, @event.Record, @event.Payload, timeZone, out var filtered) is not { } trigger ? new(VerdictReason.ConditionFalse, filtered, null)
        : IsFromOutside(rule, trigger, @event) && planner.MisfitOf(rule, trigger, @event.Payload) is { } misfit ? new(VerdictReason.Faulted, misfit, null)
        : new(VerdictReason.Ran, null, planner.ScopeOf(rule, trigger, @event.Record, @event.Payload, timeZone));

    /// <summary>Whether the payload may have come as JSON, which is checked at the door. What a run of the rule began with was, or needed it not.</summary>
    private static bool IsFromOutside(RuleDefinition rule, TriggerDefinition trigger, PreviewEvent @event) =>
        !@event.IsOfHost && trigger.Kind != TriggerKind.Custom && !@event.Record.Verdicts.Any(verdict => verdict.Rule == rule.Name && verdict.Reason == VerdictReason.Ran);

    private async Task<PreviewVerdict> JudgeAsync(
        RuleDefinition rule, PreviewAsker asker, Func<PreviewVerdict> see, EventRecord? @event, CancellationToken cancellationToken)
    {
        if (@event is { Depth: > 0 } && await zones.BoundsAsync(@event.Scope, options).ConfigureAwait(false) is var bounds && @event.Depth > bounds.MaxChainDepth)
        {
            return new(VerdictReason.SuppressedLoop, $"{@event.Depth} runs lie before this event; {bounds.DepthOption} allows {bounds.MaxChainDepth}.", null);
        }

        TriggerScope? seen = null;
        try
        {
            var verdict = see();
            seen = verdict.Seen;
            if (seen is null)
            {
                return verdict with { Detail = StorableText.Clean(verdict.Detail!, 1024) };
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
}
