using System.Buffers;
using System.Globalization;

namespace Automation.Storage;

/// <summary>What PostgreSQL can keep as text: everything but NUL and half a surrogate pair.</summary>
internal static class PostgresText
{
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create([(char)0, .. Enumerable.Range(0xD800, 0xDFFF - 0xD800 + 1).Select(unit => (char)unit)]);

    /// <summary>Passes the text on when PostgreSQL can keep it.</summary>
    /// <exception cref="ArgumentException">It cannot; nothing was sent.</exception>
    public static string? Check(string? text, string what)
    {
        if (text is null || FirstBad(text) is not (>= 0 and var at))
        {
            return text;
        }

        var unit = ((int)text[at]).ToString("X4", CultureInfo.InvariantCulture);
        throw new ArgumentException($"The {what} holds U+{unit} at position {at}, which PostgreSQL cannot keep as text; nothing was stored. Remove it or encode it.");
    }

    /// <summary>Whether a stored text can be this one: what cannot be kept is nowhere.</summary>
    public static bool CanKeep(string? text) => text is null || FirstBad(text) < 0;

    private static int FirstBad(string text)
    {
        for (var i = text.AsSpan().IndexOfAny(Suspects); i >= 0 && i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
