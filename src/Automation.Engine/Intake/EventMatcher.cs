using System.Text.Json;
using Automation.Breaking;
using Automation.Budgets;
using Automation.Debouncing;
using Automation.Definitions;
using Automation.Json;
using Automation.Matching;
using Automation.Running;
using Automation.Running.Machine;
using Automation.Scheduling;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>Decides whether an event starts a rule: asks the guards in their documented order, and says what the first one refused.</summary>
internal sealed class EventMatcher(Gate gate, RunPlanner planner, RunPricer pricer, RunNode node, BreakerKeeper breakers, DebounceSeries series, ChainGuard chains)
{
    /// <summary>Decides for all rules of the scope that listen to the event.</summary>
    public async Task MatchAsync(EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone, ScopeBounds bounds, Refusals refusals, Acceptance decided)
    {
        foreach (var shared in index.Common.For(@event.Type))
        {
            await MatchAsync(index.InEffect(shared), null, @event, payload, index, timeZone, bounds, refusals, decided).ConfigureAwait(false);
        }

        foreach (var candidate in index.ByEvent.GetValueOrDefault(@event.Type) ?? [])
        {
            await MatchAsync(candidate, null, @event, payload, index, timeZone, bounds, refusals, decided).ConfigureAwait(false);
        }
    }

    /// <summary>Decides for one rule.</summary>
    /// <param name="candidate">The rule, as the scope has it.</param>
    /// <param name="by">The trigger that found the event, or that it was delivered to; null when the rule listens to it.</param>
    /// <param name="event">The event.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="index">What counts in the scope.</param>
    /// <param name="timeZone">The scope's.</param>
    /// <param name="bounds">The limits that count in the scope.</param>
    /// <param name="refusals">What the store said before.</param>
    /// <param name="decided">What the decision becomes a part of.</param>
    public async Task MatchAsync(
        ScopedRule candidate, TriggerDefinition? by, EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone, ScopeBounds bounds, Refusals refusals, Acceptance decided)
    {
        var rule = candidate.Rule;
        if (RefusalOf(candidate, by, @event, payload, index, timeZone, @event.At, refusals, bounds) is { } refused)
        {
            decided.Verdicts.Add(refused.Reason.IsDull() || rule.Subject is null ? refused : refused with { Subject = OtherSubjectOf(rule, by, @event, payload, timeZone) });
            return;
        }

        var first = decided.Verdicts.Count;
        string? other = null;
        try
        {
            if (planner.TriggerOf(rule, by, @event, payload, timeZone, out var filtered) is not { } trigger)
            {
                decided.Refuse(rule.Name, VerdictReason.ConditionFalse, StorableText.Clean(filtered!, 1024));
                return;
            }

            if (decided.IsFromOutside && planner.MisfitOf(rule, trigger, payload) is { } misfit)
            {
                decided.Refuse(rule.Name, VerdictReason.Faulted, StorableText.Clean(misfit, 1024));
                return;
            }

            var seen = planner.ScopeOf(rule, trigger, @event, payload, timeZone);
            other = seen.Subject == @event.Subject ? null : seen.Subject;
            if (await gate.RefusalAsync(rule.When, seen, CancellationToken.None).ConfigureAwait(false) is { } refusal)
            {
                decided.Refuse(rule.Name, VerdictReason.ConditionFalse, StorableText.Clean(refusal, 1024));
            }
            else if (IsDebounced(rule, trigger))
            {
                Join(rule, seen, decided);
            }
            else
            {
                await StartAsync(rule, seen, @event, index, refusals, bounds, decided).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not StoreUnavailableException)
        {
            // The rule's own lambda, template or condition handler: it is this rule's verdict, and no other rule's trouble.
            decided.Refuse(rule.Name, VerdictReason.Faulted, StorableText.Clean(Faults.Of(exception, "").Message, 1024));
        }

        for (var number = first; other is not null && number < decided.Verdicts.Count; number++)
        {
            decided.Verdicts[number] = decided.Verdicts[number] with { Subject = other };
        }
    }

    /// <summary>Decides for events that waited for quiet and are due: guards may have come to stand against their run since they were accepted.</summary>
    public async Task<Acceptance> MatchAsync(DueSeries due, DateTimeOffset now, string timeZone, ScopeBounds bounds, Refusals refusals)
    {
        var decided = new Acceptance();
        var record = due.Record;
        if (due.Refusal is { } refusal)
        {
            decided.Verdicts.Add(refusal);
        }
        else if (due.Last is not { } last)
        {
            decided.Refuse(record.Rule, VerdictReason.Faulted, $"The last event, '{record.LastEventId}', is not stored any more.");
        }
        else if (due.Rule!.Rule.Triggers.FirstOrDefault(trigger => trigger.Id == record.TriggerId) is not { } trigger)
        {
            decided.Refuse(record.Rule, VerdictReason.Faulted, $"The rule has no trigger '{record.TriggerId}' any more.");
        }
        else if (JsonElement.Parse(last.Payload.Span) is var payload && RefusalOf(due.Rule, trigger, last, payload, due.Index!, timeZone, now, refusals, bounds) is { } refused)
        {
            decided.Verdicts.Add(refused);
        }
        else
        {
            try
            {
                // The run begins now, and its clock says so; everything else is the last event's. It is claimed like any other: another host may have stored it when an answer is lost.
                var seen = planner.ScopeOf(due.Rule.Rule, trigger, last with { At = now }, payload, timeZone);
                await StartAsync(due.Rule.Rule, seen, last, due.Index, refusals, bounds, decided, record.RunId).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not StoreUnavailableException)
            {
                decided.Refuse(record.Rule, VerdictReason.Faulted, StorableText.Clean(Faults.Of(exception, "").Message, 1024));
            }
        }

        return decided;
    }

    /// <summary>The verdict that a person has the run's subject in hand; null when nobody has. The rule may say another subject than the event.</summary>
    private Verdict? HandOf(RuleDefinition rule, TriggerDefinition? by, EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone) =>
        index.OverrideOf(rule.Subject is null ? @event.Subject : SubjectOf(rule, by, @event, payload, timeZone)) is { } standing
            ? new Verdict { Rule = rule.Name, Reason = VerdictReason.Overridden, Detail = PausedRun.Describe(standing) }
            : null;

    /// <summary>What a run would be about of a rule that says its own subject; null when it would not be about anything, or would not be.</summary>
    private string? SubjectOf(RuleDefinition rule, TriggerDefinition? by, EventRecord @event, JsonElement payload, string timeZone)
    {
        try
        {
            return planner.TriggerOf(rule, by, @event, payload, timeZone, out _) is { } trigger ? planner.ScopeOf(rule, trigger, @event, payload, timeZone).Subject : null;
        }
        catch (Exception)
        {
            // What the rule's own code throws is its verdict further down.
            return null;
        }
    }

    private string? OtherSubjectOf(RuleDefinition rule, TriggerDefinition? by, EventRecord @event, JsonElement payload, string timeZone) =>
        SubjectOf(rule, by, @event, payload, timeZone) is { } subject && subject != @event.Subject ? subject : null;

    /// <summary>What stands against the rule before the event itself is looked at, in the documented order; null for nothing. Asked again when events that waited for quiet are due.</summary>
    private Verdict? RefusalOf(
        ScopedRule candidate, TriggerDefinition? by, EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone, DateTimeOffset now, Refusals refusals, ScopeBounds bounds)
    {
        var rule = candidate.Rule.Name;
        if (candidate.RefusalAt(now) is { } stopped)
        {
            return stopped;
        }

        if (index.Overrides.Count > 0 && HandOf(candidate.Rule, by, @event, payload, index, timeZone) is { } hand)
        {
            return hand;
        }

        return chains.RefusalOf(@event, refusals, bounds) is { } loop
            ? new Verdict { Rule = rule, Reason = VerdictReason.SuppressedLoop, Detail = loop }
            : breakers.RefusalOf(candidate.Rule, @event.Scope, index);
    }

    /// <summary>Whether events that start the rule by this trigger wait for quiet.</summary>
    private static bool IsDebounced(RuleDefinition rule, TriggerDefinition trigger) => rule.Guards.Debounce is not null && trigger.WaitsForQuiet;

    private void Join(RuleDefinition rule, TriggerScope seen, Acceptance decided)
    {
        var (quiet, longest) = (rule.Guards.Debounce!.Value, rule.Guards.LongestDebounce);
        var key = seen.Subject ?? "";
        decided.Join(new DebounceJoin
        {
            Rule = rule.Name,
            Key = key,
            RunId = series.Join(seen.Scope, rule.Name, key, quiet, longest),
            RuleHash = rule.Hash,
            TriggerId = seen.Trigger.Id,
            Quiet = quiet,
            Longest = longest,
        });
    }

    /// <param name="rule">The rule.</param>
    /// <param name="seen">What it sees of the event.</param>
    /// <param name="event">The event, which is the run's.</param>
    /// <param name="index">What counts in the scope; null when nothing there does.</param>
    /// <param name="refusals">What the store said before.</param>
    /// <param name="bounds">The limits of the scope.</param>
    /// <param name="decided">What the run becomes a part of.</param>
    /// <param name="reserved">The run's id when it was promised before: then no host owns the run from the beginning; null for a new one.</param>
    private async ValueTask StartAsync(
        RuleDefinition rule, TriggerScope seen, EventRecord @event, ScopeIndex? index, Refusals refusals, ScopeBounds bounds, Acceptance decided, RunId? reserved = null)
    {
        if (refusals.Busy.FirstOrDefault(one => one.Rule == rule.Name) is { } taken)
        {
            decided.Verdicts.Add(new Verdict { Rule = rule.Name, Reason = VerdictReason.Busy, RunId = taken.Holder, Detail = rule.Explain(taken) });
            return;
        }

        var price = await pricer.PriceAsync(rule, seen, seen.Trigger.At).ConfigureAwait(false);
        if (OverBudget(rule, price, refusals) is { } over)
        {
            decided.Refuse(rule.Name, VerdictReason.OverBudget, over);
            return;
        }

        var (record, machine) = planner.Plan(rule, seen, @event, price.Estimate, reserved);
        var (broken, trial) = await breakers.RefusalOfRunAsync(rule, seen.Scope, index).ConfigureAwait(false);
        if (broken is not null)
        {
            decided.Verdicts.Add(broken);
            return;
        }

        if (trial is not null)
        {
            decided.Take(trial);
        }

        var owned = reserved is null && node.TryReserve(record.Scope);
        var created = rule.ToNewRun(record, owned, price.Reservation, bounds.MaxRuns);
        if (owned)
        {
            decided.Drivers.Add(node.Prepare(machine, created));
        }

        decided.Runs.Add(created);
        decided.Verdicts.Add(new Verdict { Rule = rule.Name, Reason = VerdictReason.Ran, RunId = record.Id });
    }

    /// <summary>Why no budget has room for the run, in a sentence; null when one may have. The last answer counts: an earlier one may be about a period that is over.</summary>
    private static string? OverBudget(RuleDefinition rule, RunPrice price, Refusals refusals) =>
        price.TooDear ?? (refusals.OverBudget.LastOrDefault(one => one.Rule == rule.Name) is { } refused ? price.Explain(refused)?.Detail : null);
}
