using System.Security.Cryptography;
using System.Text;
using Automation.Json;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>Makes the stored form of a publisher's key: hashes, so that neither keys nor bodies of others can be read from the table.</summary>
internal static class DedupeKeys
{
    /// <summary>The code of a key that was used before with another body.</summary>
    public const string ConflictCode = "key-conflict";

    public static DedupeKey? Of(string source, string? key, string type, string? subject, ReadOnlySpan<byte> body, DateTimeOffset notBefore)
    {
        if (key is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(type));
        hash.AppendData([0]);
        hash.AppendData(Encoding.UTF8.GetBytes(subject ?? ""));
        hash.AppendData([0]);
        hash.AppendData(body);
        return new DedupeKey(source, SHA256.HashData(Encoding.UTF8.GetBytes(key)), hash.GetHashAndReset(), notBefore);
    }

    /// <param name="key">The key; null where only its hash is known.</param>
    /// <param name="original">The event or the run that the key was used for.</param>
    public static EventRejectedException Conflict(string? key, Guid original) => new(
        ConflictCode, $"The key{(key is null ? "" : $" {ShortText.Quote(key)}")} was used before with another body, for '{original}'. Use a new key for something new, or send the same body again.");
}
