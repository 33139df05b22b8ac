using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Automation.Storage;

/// <summary>Text to bytes and back without loss: UTF-8, and for half a surrogate pair the three bytes that UTF-8 would give it (WTF-8).</summary>
/// <remarks>
/// An error message of a handler may hold anything that a .NET string can hold; a store that alters or refuses it would block the very path
/// that reports the failure.
/// </remarks>
internal static class SqliteText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The most bytes that a text of this length can take.</summary>
    public static int MaxBytes(int chars) => chars * 3;

    /// <summary>Writes the text; answers how many bytes were written.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var written = 0;
        while (true)
        {
            var status = Utf8.FromUtf16(text, bytes[written..], out var read, out var count, replaceInvalidSequences: false);
            written += count;
            text = text[read..];
            if (status == OperationStatus.Done)
            {
                return written;
            }

            // Half a pair: as three bytes of its own, in the pattern of any other character of this range.
            int half = text[0];
            bytes[written++] = (byte)(0xE0 | (half >> 12));
            bytes[written++] = (byte)(0x80 | ((half >> 6) & 0x3F));
            bytes[written++] = (byte)(0x80 | (half & 0x3F));
            text = text[1..];
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null when the bytes are none of it.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return DecodeHalves(bytes);
        }
    }

    private static string? DecodeHalves(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
                bytes = bytes[used..];
            }
            else if (bytes is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                text.Append((char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)));
                bytes = bytes[3..];
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }
}
