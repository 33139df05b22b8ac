using System.Text.Json.Serialization;

namespace Automation;

/// <summary>How deliveries to a webhook prove that they come from who knows its secret.</summary>
[JsonConverter(typeof(WordJsonConverter<WebhookCheck>))]
public enum WebhookCheck
{
    /// <summary>By a signature over id, time and body, as <see href="https://www.standardwebhooks.com">Standard Webhooks</see> has it: the secret never travels, and what was captured is worth nothing after five minutes.</summary>
    Signature = 1,

    /// <summary>By the secret itself in the header <c>X-Webhook-Secret</c>, for senders that can do no better. Whoever reads one delivery can send any other.</summary>
    Secret = 2,
}
