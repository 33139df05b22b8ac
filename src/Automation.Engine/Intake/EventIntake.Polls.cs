using System.Text.Json;
using Automation.Polling;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    /// <summary>Why an item that a trigger found can be no event, as a sentence; null when it can. A refusal is counted.</summary>
    public string? FaultOf(string trigger, FoundItem item)
    {
        try
        {
            IntakeNames.CheckKey(item.Key ?? throw new EventRejectedException("invalid-key", "The key is null; 1 to 255 printable characters are needed."));
            IntakeNames.CheckSubject(item.Subject);
            IntakePayload.Check(item.Payload.Span, IntakePayload.OfItem, trigger);
            return null;
        }
        catch (EventRejectedException rejected)
        {
            diagnostics.OnRejected(rejected.Code);
            return rejected.Message;
        }
    }

    /// <summary>Accepts an item that a rule's trigger found: an event that is matched against this rule and trigger only. What was found before is known by its key.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="trigger">The trigger's id inside the rule.</param>
    /// <param name="item">The item, which can be an event.</param>
    /// <param name="end">The end of the poll, which is stored in the same transaction, also when the item was found before; null for none. Of a poll that another host has overtaken nothing is stored.</param>
    /// <returns>Null when the rule was stopped, or has no such trigger any more: nothing was stored.</returns>
    public async Task<ItemResult?> AcceptItemAsync(string scope, string rule, string trigger, FoundItem item, ScheduleAdvance? end)
    {
        var endRefused = false;
        var result = await calls.DoAsync(
            () =>
            {
                var payload = JsonElement.Parse(item.Payload.Span);
                return DecideAsync(scope, index => TargetOf(index, rule, trigger, TriggerKind.Custom) is { } target && target.Rule.RefusalAt(time.GetUtcNow()) is null
                    ? ItemOf(target, scope, item, payload, end) with { EndRefused = () => endRefused = true }
                    : null);
            },
            CancellationToken.None).ConfigureAwait(false);
        return result is null ? null : new ItemResult(!result.Duplicate, endRefused);
    }

    private IncomingEvent ItemOf(EventTarget target, string scope, FoundItem item, JsonElement payload, ScheduleAdvance? end)
    {
        var now = time.GetUtcNow();
        var id = new AutomationEventId(ids.Next());
        var @event = new EventRecord { Id = id, Scope = scope, Type = target.Trigger.Type!, Subject = item.Subject, Payload = item.Payload, At = now, Root = id };

        // The item is its key, whatever the poll that repeats it says of it this time.
        var dedupe = DedupeKeys.Of($"poll:{target.Rule.Rule.Name}:{target.Trigger.Id}", item.Key, "", null, [], now - options.DedupeWindow);
        return new IncomingEvent(@event, payload, dedupe) { Target = target, Advance = end };
    }
}
