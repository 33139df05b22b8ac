using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Automation.Json;

/// <summary>Shortens text for a message: on one line, without characters that move the text around them.</summary>
internal static class ShortText
{
    public const int MaxCharacters = 60;

    /// <summary>The text between apostrophes, shortened.</summary>
    public static string Quote(string text) => $"'{Cut(text)}'";

    /// <summary>The text, cut after 60 characters; control and format characters are shown as escapes.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= MaxCharacters && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shortened = new StringBuilder();
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == MaxCharacters)
            {
                return shortened.Append('…').ToString();
            }

            if (Moves(Rune.GetUnicodeCategory(rune)))
            {
                shortened.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shortened.Append(rune.ToString());
            }
        }

        return shortened.ToString();
    }

    /// <summary>A value as JSON, cut as well; of a large one no more is read than is shown.</summary>
    public static string Cut(JsonElement value)
    {
        // A character has at most four bytes, and one more than is shown says that it goes on; what stands cut in the middle behind it is never shown.
        const int enough = 4 * (MaxCharacters + 1);
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return Cut(Encoding.UTF8.GetString(raw.Length > enough ? raw[..enough] : raw));
    }

    private static bool Moves(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
