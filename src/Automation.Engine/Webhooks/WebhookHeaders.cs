namespace Automation.Webhooks;

/// <summary>What a delivery says beside its body.</summary>
/// <param name="Id">The sender's id of it.</param>
/// <param name="Timestamp">When it was signed, in seconds since 1970.</param>
/// <param name="Signature">The signatures, with spaces between them.</param>
/// <param name="Secret">The secret itself.</param>
/// <param name="Key">Another header's id of it, for senders that do not sign.</param>
internal sealed record WebhookHeaders(string? Id, string? Timestamp, string? Signature, string? Secret, string? Key)
{
    public static WebhookHeaders Read(Func<string, string?> header) =>
        new(header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"), header("X-Webhook-Secret"), header("Idempotency-Key"));
}
