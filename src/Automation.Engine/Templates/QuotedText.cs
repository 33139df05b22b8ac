using System.Text;

namespace Automation.Templates;

/// <summary>Text in quotes inside a placeholder: <c>'…'</c> or <c>"…"</c>, with <c>\n</c>, <c>\t</c> and <c>\</c> before a quote or itself.</summary>
internal static class QuotedText
{
    /// <summary>Reads the text whose opening quote is next.</summary>
    public static string Read(TextCursor cursor)
    {
        var column = cursor.Column;
        var quote = cursor.Next;
        cursor.Position++;
        var text = new StringBuilder();
        while (!cursor.TryTake(quote))
        {
            if (cursor.IsAtEnd)
            {
                throw cursor.Fault($"The text that opens at column {column} has no closing quote.");
            }

            text.Append(cursor.TryTake('\\') ? ReadEscape(cursor) : cursor.Next);
            cursor.Position++;
        }

        return text.ToString();
    }

    /// <summary>Writes text so that <see cref="Read"/> reads it again.</summary>
    public static string Write(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var character in text)
        {
            _ = character switch
            {
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\'' or '\\' => quoted.Append('\\').Append(character),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('\'').ToString();
    }

    private static char ReadEscape(TextCursor cursor) => cursor.Next switch
    {
        'n' => '\n',
        't' => '\t',
        '\'' or '"' or '\\' => cursor.Next,
        _ => throw cursor.Fault($"The escape at column {cursor.Column - 1} is unknown. Allowed are \\n, \\t, \\', \\\" and \\\\."),
    };
}
