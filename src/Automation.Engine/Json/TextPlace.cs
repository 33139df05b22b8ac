using System.Globalization;
using System.Text;

namespace Automation.Json;

/// <summary>Where in a text something is, as editors count: lines and columns from 1, a column for each UTF-16 character.</summary>
internal readonly record struct TextPlace(int Line, int Column)
{
    /// <summary>The place of a byte.</summary>
    public static TextPlace Of(ReadOnlySpan<byte> utf8, int bytePosition)
    {
        var before = utf8[..Math.Clamp(bytePosition, 0, utf8.Length)];
        return new TextPlace(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    /// <summary>The place of a character.</summary>
    public static TextPlace Of(ReadOnlySpan<char> text, int position)
    {
        var before = text[..position];
        return new TextPlace(before.Count('\n') + 1, position - before.LastIndexOf('\n'));
    }

    /// <summary>For messages: <c>line 3, column 7</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}");
}
