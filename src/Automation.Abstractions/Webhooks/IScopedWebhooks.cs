namespace Automation;

/// <summary>The webhooks of one scope: where senders outside reach the rules that have a webhook trigger.</summary>
/// <remarks>
/// Each trigger has one in each scope at most, for the host's own rules as for stored ones, and none until it is made here. It outlives edits of the rule and deployments; while the rule or the trigger is not there it refuses
/// everything. It ends when it is deleted, or with the stored rule. An id of another scope answers like an id that does not exist. Thread-safe.
/// </remarks>
public interface IScopedWebhooks
{
    /// <summary>Makes the webhook of a rule's trigger, and tells its secret. Asked again, by however many hosts, it answers the one that is there, as it is, without the secret.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="options">Trigger, check, secret and author; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">The rule has no such webhook trigger, or several and none is named (<c>no-webhook</c>); nothing is stored.</exception>
    /// <exception cref="ArgumentException">The secret is empty, too short, or otherwise none; nothing is stored.</exception>
    /// <exception cref="InvalidOperationException">The one that is there has another check, or another secret than the one that is named; it stays as it is. Delete it, or change its secret with <see cref="RotateAsync"/>.</exception>
    Task<WebhookSecret> CreateAsync(string rule, WebhookOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The webhooks of the scope, by rule and trigger; with a name, of that rule only.</summary>
    Task<IReadOnlyList<Webhook>> ListAsync(string? rule = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the secret, and tells the next one; null when the scope has no such webhook. Counts for the next delivery on every host.</summary>
    /// <remarks>Asked again, it replaces that one, too, and the one before it ends: whoever must ask again when an answer was lost names the secret. Where that is the present one already, nothing changes but that the former one may end sooner.</remarks>
    /// <param name="id">The webhook.</param>
    /// <param name="rotation">The secret, how long the former one counts, and the author; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The secret is empty, too short, or otherwise none; nothing is stored.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="WebhookRotation.KeepFormer"/> is not within 0 to 24 hours.</exception>
    Task<WebhookSecret?> RotateAsync(string id, WebhookRotation? rotation = null, CancellationToken cancellationToken = default);

    /// <summary>Lets deliveries in, or none any more, on every host from the next one on; its id and secret stay. Null when the scope has no such webhook.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="enabled">Whether deliveries are let in. Where that is so already, nothing changes.</param>
    /// <param name="author">Who does so; stored with it; cut off after <see cref="TextLimits.AuthorBytes"/>. Null: not said.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Webhook?> SwitchAsync(string id, bool enabled, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a webhook: its id never comes back, and the trigger may get another one. False when the scope has no such webhook.</summary>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken = default);
}
