using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Automation.Json;

/// <summary>Shows a JSON value in a message: short, on one line.</summary>
internal static class JsonShown
{
    /// <summary>Enough for the characters that <see cref="ShortText"/> keeps, at four bytes each, and one more to see that there is more.</summary>
    private const int EnoughBytes = 4 * (ShortText.MaxCharacters + 1);

    /// <summary>A text in apostrophes, other values as JSON; cut after 60 characters.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "no value",
        JsonValueKind.String => ShortText.Quote(Head(JsonText.Utf8(value))),
        _ => ShortText.Cut(Head(JsonMarshal.GetRawUtf8Value(value))),
    };

    private static string Head(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, EnoughBytes)]);
}
