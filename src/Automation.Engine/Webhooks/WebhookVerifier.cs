using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Automation.Webhooks;

/// <summary>Says whether a delivery comes from who knows the secret.</summary>
/// <remarks>
/// All work is done for every delivery, whether there is such a webhook, what it is checked by, and wherever the first difference lies: what is missing is computed with a secret that nobody has. What is compared are hashes of
/// 32 bytes, in a time that does not depend on them. So an answer tells nothing by its time that it does not say.
/// </remarks>
internal static class WebhookVerifier
{
    /// <summary>So many signatures are tried of those that a delivery brings.</summary>
    public const int MaxSignatures = 8;

    private const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>Base64 of 32 bytes.</summary>
    private const int SignatureLength = 44;

    private const string Version = "v1,";

    /// <summary>How far the sender's clock and ours may be apart.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Instead of a webhook that there is not.</summary>
    private static readonly string Nobody = new WebhookBody { Check = (int)WebhookCheck.Signature, Secret = WebhookText.NewSecret(), CreatedAt = default }.Write();

    /// <param name="stored">What is stored of the webhook; null when there is none.</param>
    /// <param name="headers">What the delivery says.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">The present.</param>
    /// <param name="isSound">Whether what is stored has the secrets that it must have; where it has not, nothing is genuine.</param>
    /// <returns>What is stored of the webhook, when the delivery is genuine; else null.</returns>
    /// <exception cref="System.Text.Json.JsonException">What is stored cannot be read.</exception>
    public static WebhookBody? Verify(string? stored, WebhookHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now, out bool isSound)
    {
        var webhook = WebhookBody.Read(stored ?? Nobody);
        var former = webhook.FormerAt(now);
        isSound = webhook.IsSoundAt(now);
        var signed = IsSigned(headers, body, now, KeyOf(webhook.Secret), KeyOf(former));
        var told = IsTold(headers.Secret, webhook.Secret, former);
        var isProven = (WebhookCheck)webhook.Check switch
        {
            WebhookCheck.Signature => signed,
            WebhookCheck.Secret => told,
            _ => false,
        };
        return stored is not null && isSound && webhook.Disabled is not true && isProven ? webhook : null;
    }

    private static bool IsSigned(WebhookHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now, byte[] present, byte[] former)
    {
        var id = headers.Id is { } name && WebhookText.IsDelivery(name) ? name : null;
        var at = SecondsOf(headers.Timestamp);
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{(at is null ? "" : headers.Timestamp)}."));
        Span<byte> mine = stackalloc byte[HashBytes];
        Span<byte> before = stackalloc byte[HashBytes];
        Sign(present, head, body, mine);
        Sign(former, head, body, before);
        var matches = false;
        var tried = 0;
        Span<byte> given = stackalloc byte[HashBytes];
        foreach (var range in headers.Signature.AsSpan().Split(' '))
        {
            if (++tried > MaxSignatures)
            {
                break;
            }

            var isRead = TryRead(headers.Signature.AsSpan()[range], given);
            matches |= isRead & (CryptographicOperations.FixedTimeEquals(given, mine) | CryptographicOperations.FixedTimeEquals(given, before));
        }

        return matches && id is not null && at is { } seconds && (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance;
    }

    private static void Sign(byte[] key, byte[] head, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(head);
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
    }

    private static bool TryRead(ReadOnlySpan<char> signature, Span<byte> bytes)
    {
        bytes.Clear();
        return signature.Length == Version.Length + SignatureLength && signature.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(signature[Version.Length..], bytes, out var written) && written == HashBytes;
    }

    /// <summary>Digits alone, and no more than the years that a clock can show need.</summary>
    private static long? SecondsOf(string? timestamp) =>
        timestamp is { Length: > 0 and <= 11 } && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static bool IsTold(string? given, string? present, string? former)
    {
        var isRead = given is { Length: > 0 and <= WebhookText.MostSecret };
        var hash = HashOf(isRead ? given! : "");
        return isRead & (CryptographicOperations.FixedTimeEquals(hash, HashOf(present ?? "")) | (CryptographicOperations.FixedTimeEquals(hash, HashOf(former ?? "")) & former is not null));
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>What is stored is a key; where there is none, or an empty one, one that nobody has.</summary>
    private static byte[] KeyOf(string? secret) => (secret is null ? null : WebhookText.KeyOf(secret)) is { Length: > 0 } key ? key : RandomNumberGenerator.GetBytes(HashBytes);
}
