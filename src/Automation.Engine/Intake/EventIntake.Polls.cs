using System.Text.Json;
using Automation.Matching;
using Automation.Polling;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    /// <summary>Accepts an item that a rule's trigger found: an event that is matched against this rule and trigger only. What was found before is known by its key.</summary>
    /// <exception cref="EventRejectedException">The item can be no event.</exception>
    public Task<PolledStatus> AcceptPolledAsync(string scope, string rule, string trigger, FoundItem item) => calls.DoAsync(
        async () =>
        {
            IntakeNames.CheckKey(item.Key ?? throw new EventRejectedException("invalid-key", "The key is null; 1 to 255 printable characters are needed."));
            IntakeNames.CheckSubject(item.Subject);
            IntakePayload.Check(item.Payload.Span, IntakePayload.OfItem, trigger);
            var index = await rules.ScopeAsync(scope, CancellationToken.None).ConfigureAwait(false);
            for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
            {
                if (await DecideAsync(scope, rule, trigger, item, index, Refusals.None).ConfigureAwait(false) is { } status)
                {
                    return status;
                }

                index = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
            }

            throw new AutomationUnavailableException($"The rules of scope '{scope}', or what its events wait for, changed {RuleDirectory.MaxDecisions} times while an item was accepted; nothing was stored.");
        },
        CancellationToken.None);

    /// <summary>Null when the scope's rules, or a series of events, changed meanwhile and it must be decided anew.</summary>
    private async Task<PolledStatus?> DecideAsync(string scope, string rule, string triggerId, FoundItem item, ScopeIndex index, Refusals refusals)
    {
        var now = time.GetUtcNow();
        if (rules.Find(index, rule) is not { } scoped || scoped.RefusalAt(now) is not null
            || scoped.Rule.Triggers.FirstOrDefault(one => one.Id == triggerId && one.Kind == TriggerKind.Custom) is not { } trigger)
        {
            return PolledStatus.Stopped;
        }

        var id = new AutomationEventId(ids.Next());
        var @event = new EventRecord { Id = id, Scope = scope, Type = trigger.Type!, Subject = item.Subject, Payload = item.Payload, At = now, Root = id };
        var decided = new Acceptance();
        var timeZone = await zones.FindAsync(scope).ConfigureAwait(false);
        var bounds = await zones.BoundsAsync(scope, options).ConfigureAwait(false);
        await matcher.MatchAsync(scoped, trigger, @event, JsonElement.Parse(item.Payload.Span), index, timeZone, bounds, refusals, decided).ConfigureAwait(false);
        var accept = new AcceptOperation
        {
            Scope = scope,
            ScopeVersion = index.Version,
            SharedVersion = index.SharedVersion,
            Event = @event with { Verdicts = decided.Verdicts },

            // The item is its key, whatever the poll that repeats it says of it this time.
            Dedupe = DedupeKeys.Of($"poll:{rule}:{triggerId}", item.Key, "", null, [], now - options.DedupeWindow),
            Runs = decided.Runs,
            Debounces = decided.Joins,
        };
        var result = await acceptances.StoreAsync(accept, decided).ConfigureAwait(false);
        switch (result.Status)
        {
            case AcceptStatus.Accepted:
                return PolledStatus.Accepted;
            case AcceptStatus.Duplicate or AcceptStatus.Conflict:
                diagnostics.OnDuplicate();
                return PolledStatus.Known;
            case var refusal when Refusals.IsOne(refusal):
                return await DecideAsync(scope, rule, triggerId, item, index, refusals.With(result)).ConfigureAwait(false);
            case AcceptStatus.OtherSeries:
                await series.LearnAsync(scope, decided.Joins, result.Series).ConfigureAwait(false);
                return null;
            default:
                return null;
        }
    }
}
