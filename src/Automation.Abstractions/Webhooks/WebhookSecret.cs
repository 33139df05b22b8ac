namespace Automation;

/// <summary>A webhook and its secret: told once, when it is made or changed.</summary>
public sealed record WebhookSecret
{
    /// <summary>The webhook.</summary>
    public required Webhook Webhook { get; init; }

    /// <summary>The secret that the sender needs. Null when the webhook was there already: whoever made it was told, and a new one comes with <see cref="IScopedWebhooks.RotateAsync"/> only.</summary>
    public string? Secret { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{nameof(WebhookSecret)} {{ Webhook = {Webhook.Id} }}";
}
