using System.Text.Json;
using Automation.Definitions;
using Automation.Running.Machine;
using Automation.Running.Steps;
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
        () =>
        {
            IntakeNames.CheckKey(key);
            IntakePayload.Check(body, IntakePayload.OfDelivery, webhook.Trigger);
            var payload = JsonElement.Parse(body);
            var id = new AutomationEventId(ids.Next());
            return DecideAsync(webhook.Scope, index => TargetOf(index, webhook.Rule, webhook.Trigger, TriggerKind.Webhook) is { } target ? DeliveryOf(webhook, target, id, body, payload, key) : null);
        },
        cancellationToken);

    /// <summary>Whether the rule of a webhook, or its trigger, is one that another build may have in its code: there is no stored rule of the name that this build can read.</summary>
    public async Task<bool> LacksTriggerAsync(WebhookRecord webhook, CancellationToken cancellationToken) =>
        rules.Find(await rules.ScopeAsync(webhook.Scope, cancellationToken).ConfigureAwait(false), webhook.Rule) is not { Source.Origin: not RuleOrigin.Code };

    private IncomingEvent DeliveryOf(WebhookRecord webhook, EventTarget target, AutomationEventId id, byte[] body, JsonElement payload, string? key)
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
        return new IncomingEvent(@event, payload, dedupe) { Target = target, Key = key, IsFromOutside = true };
    }

    /// <summary>What a delivery is about: what its body would be about if it came as an event of its class. Null, too, where that can be no subject: the sender cannot mend it, and what was accepted once must be a replay.</summary>
    public static string? SubjectOf(RuleDefinition rule, TriggerDefinition trigger, JsonElement payload, JsonSerializerOptions json) =>
        (trigger.PayloadType ?? rule.InputType) is { } type && EventDescriptor.Find(type)?.SubjectOf(payload, json) is { } subject && NameRules.IsSubject(subject) ? subject : null;
}
