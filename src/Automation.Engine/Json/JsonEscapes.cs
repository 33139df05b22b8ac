using System.Globalization;
using System.Text;

namespace Automation.Json;

/// <summary>What the escapes of one JSON string hide. Made from text between the quotes that <see cref="System.Text.Json.Utf8JsonReader"/> took.</summary>
/// <param name="DecodedLength">Bytes of the string as UTF-8 after its escapes are resolved.</param>
/// <param name="HasNul">Some escape is U+0000.</param>
/// <param name="HasLoneSurrogate">Some escape is half of a surrogate pair, without its other half.</param>
internal readonly record struct JsonEscapes(int DecodedLength, bool HasNul, bool HasLoneSurrogate)
{
    private const int UnicodeEscapeLength = 6;

    public static JsonEscapes Scan(ReadOnlySpan<byte> text)
    {
        var length = 0;
        var (hasNul, hasLoneSurrogate) = (false, false);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOf((byte)'\\');
            if (plain < 0)
            {
                length += text.Length;
                break;
            }

            length += plain;
            text = text[plain..];
            if (text[1] != (byte)'u')
            {
                length++;
                text = text[2..];
                continue;
            }

            if (Rune.TryCreate(Unit(text), out var rune))
            {
                text = text[UnicodeEscapeLength..];
            }
            else if (TrySecondUnit(text, out var second) && Rune.TryCreate(Unit(text), second, out rune))
            {
                text = text[(2 * UnicodeEscapeLength)..];
            }
            else
            {
                hasLoneSurrogate = true;
                text = text[UnicodeEscapeLength..];
                continue;
            }

            length += rune.Utf8SequenceLength;
            hasNul |= rune.Value == 0;
        }

        return new JsonEscapes(length, hasNul, hasLoneSurrogate);
    }

    private static bool TrySecondUnit(ReadOnlySpan<byte> text, out char unit)
    {
        var isEscape = text.Length >= 2 * UnicodeEscapeLength
            && text[UnicodeEscapeLength] == (byte)'\\'
            && text[UnicodeEscapeLength + 1] == (byte)'u';
        unit = isEscape ? Unit(text[UnicodeEscapeLength..]) : default;
        return isEscape;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
