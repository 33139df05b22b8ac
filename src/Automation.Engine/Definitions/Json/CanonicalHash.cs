using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>SHA-256 of a JSON value that does not depend on the order of members, on white space, or on how characters are escaped.</summary>
/// <remarks>
/// The value's parts are hashed, not a text: each with its kind and its length before it, so that no two values share one input, and
/// so that a later version of the serializer, which may escape other characters, cannot change a stored hash.
/// </remarks>
internal static class CanonicalHash
{
    /// <summary>The first 32 hexadecimal digits, in small letters.</summary>
    /// <param name="domain">What is hashed, and the version of its form; part of the hash.</param>
    /// <param name="value">The value. Numbers count as they are written: 1 and 1.0 differ.</param>
    public static string Of(string domain, JsonElement value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText(hash, 'd', domain);
        Append(hash, value);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static void Append(IncrementalHash hash, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendCount(hash, '{', value.GetPropertyCount());
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    AppendText(hash, 'm', member.Name);
                    Append(hash, member.Value);
                }

                break;
            case JsonValueKind.Array:
                AppendCount(hash, '[', value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Append(hash, item);
                }

                break;
            case JsonValueKind.String:
                AppendText(hash, 's', value.GetString()!);
                break;
            default:
                AppendText(hash, 'l', value.GetRawText());
                break;
        }
    }

    private static void AppendText(IncrementalHash hash, char kind, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        AppendCount(hash, kind, utf8.Length);
        hash.AppendData(utf8);
    }

    private static void AppendCount(IncrementalHash hash, char kind, int count)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], count);
        hash.AppendData(head);
    }
}
