using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Automation.Webhooks;

/// <summary>Ids and secrets of webhooks: how they are made, and what they must look like.</summary>
internal static class WebhookText
{
    /// <summary>What Standard Webhooks writes before the base64 of a secret.</summary>
    public const string Prefix = "whsec_";

    public const int LeastSecret = 24;
    public const int MostSecret = 128;

    private const int RandomBytes = 32;
    private const int MostKeyBytes = 64;
    private const int MostId = 64;
    private const int MostDelivery = 128;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether a webhook may have this id.</summary>
    public static bool IsId(string text) => Is(text, MostId);

    /// <summary>Whether a delivery that is signed may have this id.</summary>
    public static bool IsDelivery(string text) => Is(text, MostDelivery);

    /// <summary>A secret of the host's own; null for a new one. No message says it.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string CheckSecret(string? secret, string option, string parameter)
    {
        if (secret is null)
        {
            return NewSecret();
        }

        return FaultOf(secret) is { } fault ? throw new ArgumentException($"{option} {fault}. Name another one, or none to have one made.", parameter) : secret;
    }

    /// <summary>Why a text is no secret, without saying it; null when it is one.</summary>
    public static string? FaultOf(string? secret) =>
        secret is null ? "is missing"
            : secret.Length is < LeastSecret or > MostSecret ? $"has {secret.Length} characters; {LeastSecret} to {MostSecret} are allowed"
            : secret.AsSpan().ContainsAnyExceptInRange('!', '~') ? "has a space or a character that is no printable ASCII"
            : secret.StartsWith(Prefix, StringComparison.Ordinal) && KeyOf(secret) is not { Length: >= LeastSecret and <= MostKeyBytes }
                ? $"begins with '{Prefix}' and is not base64 of {LeastSecret} to {MostKeyBytes} bytes behind it"
            : null;

    /// <summary>The bytes that sign; null when what is behind the prefix is no base64.</summary>
    public static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(secret);
        }

        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64Chars(secret.AsSpan(Prefix.Length), bytes, out var written) ? bytes[..written] : null;
    }

    private static bool Is(string text, int most) => text.Length > 0 && text.Length <= most && !text.AsSpan().ContainsAnyExcept(IdCharacters);
}
