using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Automation.Engine.Tests.Webhooks;

/// <summary>Who knows the secret of a webhook, and signs as Standard Webhooks says; written anew, without the engine's own code.</summary>
internal sealed class Sender(string secret, TimeProvider time)
{
    private readonly byte[] _key = secret.StartsWith("whsec_", StringComparison.Ordinal) ? Convert.FromBase64String(secret["whsec_".Length..]) : Encoding.UTF8.GetBytes(secret);

    public string Now(double seconds = 0) => time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public string Sign(string id, string timestamp, string body) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <summary>The headers of a delivery.</summary>
    public Dictionary<string, string> Headers(string id, string body, double seconds = 0) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Webhook-Id"] = id, ["Webhook-Timestamp"] = Now(seconds), ["Webhook-Signature"] = Sign(id, Now(seconds), body),
    };

    /// <summary>Sends a body that is signed now.</summary>
    public Task<WebhookReceipt> SendAsync(IAutomationClient client, string webhook, string id, string body, double seconds = 0) => SendAsync(client, webhook, Headers(id, body, seconds), body);

    public static Task<WebhookReceipt> SendAsync(IAutomationClient client, string webhook, Dictionary<string, string> headers, string body) =>
        client.ReceiveWebhookAsync(webhook, Encoding.UTF8.GetBytes(body), headers.GetValueOrDefault, TestContext.Current.CancellationToken);
}
