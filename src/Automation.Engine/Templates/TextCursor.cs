using Automation.Json;

namespace Automation.Templates;

/// <summary>A place in a text that is being read.</summary>
internal sealed class TextCursor(string text)
{
    public const char End = '\0';

    public string Text { get; } = text;

    public int Position { get; set; }

    /// <summary>The place as people count it, from 1.</summary>
    public int Column => Position + 1;

    public bool IsAtEnd => Position >= Text.Length;

    public char Next => IsAtEnd ? End : Text[Position];

    public bool StartsWith(string expected) => string.CompareOrdinal(Text, Position, expected, 0, expected.Length) == 0;

    public bool TryTake(char expected)
    {
        if (IsAtEnd || Text[Position] != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TryTake(string expected)
    {
        if (!StartsWith(expected))
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    public string TakeWhile(Func<char, bool> belongs)
    {
        var start = Position;
        while (!IsAtEnd && belongs(Text[Position]))
        {
            Position++;
        }

        return Text[start..Position];
    }

    public void SkipSpaces()
    {
        while (!IsAtEnd && char.IsWhiteSpace(Text[Position]))
        {
            Position++;
        }
    }

    public string ShowNext() => IsAtEnd ? "the end of the text" : ShortText.Quote(Text[Position].ToString());

    public TemplateException Fault(string message) => new(TemplateCodes.Syntax, message);
}
