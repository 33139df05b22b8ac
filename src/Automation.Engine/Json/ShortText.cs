using System.Globalization;
using System.Text;

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

    private static bool Moves(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
