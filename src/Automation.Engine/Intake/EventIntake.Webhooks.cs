using System.Text.Json;
using Automation.Definitions;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    /// <summary>The stored type of deliveries to webhooks. One of a trigger with an id of its own ends with that.</summary>
    internal const string WebhookType = "automation.webhook";

    /// <summary>The stored type of deliveries to a webhook trigger.</summary>
    public static string DeliveryTypeOf(string trigger) => trigger == "webhook" ? WebhookType : $"{WebhookType}.{trigger}";

    /// <summary>Whether an event is a delivery to a webhook.</summary>
    public static bool IsDelivery(string type) => type == WebhookType || type.StartsWith(WebhookType + ".", StringComparison.Ordinal);

    /// <summary>Accepts what was delivered to a webhook: an event that is matched against its rule and trigger only. Null when there is no such rule, or it has no such trigger; then nothing is stored.</summary>
    /// <exception cref="EventRejectedException">The body can be no event, or the key was used before with another one.</exception>
    public Task<PublishResult?> AcceptDeliveryAsync(WebhookRecord webhook, byte[] body, string? key, CancellationToken cancellationToken) => calls.DoAsync(
        async () =>
        {
            IntakeNames.CheckKey(key);
            IntakePayload.Check(body, IntakePayload.OfDelivery, webhook.Trigger);
            var payload = JsonElement.Parse(body);
            var id = new AutomationEventId(ids.Next());
            var index = await rules.ScopeAsync(webhook.Scope, CancellationToken.None).ConfigureAwait(false);
            for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
            {
                var target = TargetOf(webhook, index);
                if (target is null && decision > 1)
                {
                    // As it was read just now.
                    return null;
                }

                if (target is not null && await DecideAsync(webhook, target, id, body, payload, key, index).ConfigureAwait(false) is { } result)
                {
                    return result;
                }

                index = await rules.ReloadAsync(webhook.Scope, CancellationToken.None).ConfigureAwait(false);
            }

            throw new AutomationUnavailableException(
                $"The rules of scope '{webhook.Scope}', or what its events wait for, changed {RuleDirectory.MaxDecisions} times while a delivery was accepted; nothing was stored. Send it again with the same id.");
        },
        cancellationToken);

    /// <summary>Whether the rule of a webhook, or its trigger, is one that another build may have in its code: there is no stored rule of the name that this build can read.</summary>
    public async Task<bool> LacksTriggerAsync(WebhookRecord webhook, CancellationToken cancellationToken) =>
        rules.Find(await rules.ScopeAsync(webhook.Scope, cancellationToken).ConfigureAwait(false), webhook.Rule) is not { Source.Origin: not RuleOrigin.Code };

    private Task<PublishResult?> DecideAsync(WebhookRecord webhook, EventTarget target, AutomationEventId id, byte[] body, JsonElement payload, string? key, ScopeIndex index)
    {
        var now = time.GetUtcNow();
        var type = DeliveryTypeOf(webhook.Trigger);
        var subject = SubjectOf(target.Rule.Rule, target.Trigger, payload, json);
        var cause = StepCause.Current;
        var link = ChainLink.After(cause);
        var @event = new EventRecord
        {
            Id = id, Scope = webhook.Scope, Type = type, Subject = subject, Payload = body, At = now,
            Cause = CauseIn(webhook.Scope, cause), Root = link.Root ?? id, Depth = link.Depth,
        };

        // Its bytes are the delivery, whatever the rule makes of them by now.
        var dedupe = DedupeKeys.Of($"webhook:{webhook.Id}", key, type, null, body, now - options.DedupeWindow);
        return DecideAsync(@event, payload, dedupe, fromIntake: false, index, Refusals.None, target);
    }

    /// <summary>The rule and trigger that a webhook is of, as the scope has them; null when it has not.</summary>
    private EventTarget? TargetOf(WebhookRecord webhook, ScopeIndex index) =>
        rules.Find(index, webhook.Rule) is { } scoped && scoped.Rule.Triggers.FirstOrDefault(one => one.Id == webhook.Trigger && one.Kind == TriggerKind.Webhook) is { } trigger
            ? new EventTarget(scoped, trigger) : null;

    /// <summary>What a delivery is about: what its body would be about if it came as an event of its class. Null, too, where that can be no subject: the sender cannot mend it, and what was accepted once must be a replay.</summary>
    public static string? SubjectOf(RuleDefinition rule, TriggerDefinition trigger, JsonElement payload, JsonSerializerOptions json) =>
        (trigger.PayloadType ?? rule.InputType) is { } type && EventDescriptor.Find(type)?.SubjectOf(payload, json) is { } subject && NameRules.IsSubject(subject) ? subject : null;

    /// <summary>The only rule that an event is about, and the trigger that it came by.</summary>
    private sealed record EventTarget(ScopedRule Rule, TriggerDefinition Trigger);
}
