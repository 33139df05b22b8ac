using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Webhooks;

/// <summary>Sends to webhooks, as who knows their secret does.</summary>
internal static class Deliveries
{
    /// <summary>Signs and sends, again until there is an answer.</summary>
    public static Task<WebhookReceipt> DeliverAsync(this World world, string webhook, string secret, string id, string body) => world.AskAsync(_ => world.DeliverOnceAsync(webhook, secret, id, body));

    public static Task<WebhookReceipt> DeliverOnceAsync(this World world, string webhook, string secret, string id, string body)
    {
        var at = world.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), Encoding.UTF8.GetBytes($"{id}.{at}.{body}")));
        return world.Services.GetRequiredService<IAutomationClient>().ReceiveWebhookAsync(
            webhook, Encoding.UTF8.GetBytes(body), name => name switch { "webhook-id" => id, "webhook-timestamp" => at, "webhook-signature" => signature, _ => null });
    }

    private static byte[] KeyOf(string secret) => secret.StartsWith("whsec_", StringComparison.Ordinal) ? Convert.FromBase64String(secret["whsec_".Length..]) : Encoding.UTF8.GetBytes(secret);
}
