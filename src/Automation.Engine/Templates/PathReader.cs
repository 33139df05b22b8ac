using Automation.Json;

namespace Automation.Templates;

/// <summary>Reads a path: a root, then names after dots, numbers in brackets, and names in quotes in brackets for all other names.</summary>
internal static class PathReader
{
    /// <summary>Reads as far as the path goes, and leaves the cursor behind it.</summary>
    /// <exception cref="TemplateException">There is no path at the cursor.</exception>
    public static ValuePath Read(TextCursor cursor)
    {
        var start = cursor.Position;
        var column = cursor.Column;
        var name = cursor.TakeWhile(IsBareCharacter);
        if (name.Length == 0)
        {
            throw cursor.Fault($"A path is expected at column {column}, not {cursor.ShowNext()}. Begin it with one of: {ValueRoots.Listed}.");
        }

        if (!ValueRoots.TryRead(name, out var root))
        {
            throw new TemplateException(
                TemplateCodes.UnknownRoot,
                $"No value is called {ShortText.Quote(name)} (column {column}). A path begins with one of: {ValueRoots.Listed}.");
        }

        var segments = new List<PathSegment>();
        while (TryReadSegment(cursor, out var segment))
        {
            segments.Add(segment);
            if (cursor.Position - start > TemplateLimits.MaxPathLength)
            {
                throw cursor.Fault($"The path at column {column} has more than {TemplateLimits.MaxPathLength} characters.");
            }
        }

        return new ValuePath(root, [.. segments]);
    }

    public static bool IsBareName(string name) => name.Length > 0 && name.All(IsBareCharacter);

    private static bool IsBareCharacter(char character) => char.IsLetterOrDigit(character) || character is '_' or '-' or '$' or '@';

    private static bool TryReadSegment(TextCursor cursor, out PathSegment segment)
    {
        segment = default;
        if (cursor.TryTake('.'))
        {
            var name = cursor.TakeWhile(IsBareCharacter);
            segment = new PathSegment(name.Length > 0 ? name : throw cursor.Fault(
                $"A name is expected behind the dot at column {cursor.Column - 1}, not {cursor.ShowNext()}. Write other names as [\"name\"]."));
            return true;
        }

        if (!cursor.TryTake('['))
        {
            return false;
        }

        var column = cursor.Column;
        cursor.SkipSpaces();
        segment = cursor.Next is '\'' or '"' ? new PathSegment(QuotedText.Read(cursor)) : ReadIndex(cursor, column);
        cursor.SkipSpaces();
        return cursor.TryTake(']') ? true : throw cursor.Fault($"']' is expected at column {cursor.Column}, not {cursor.ShowNext()}.");
    }

    private static PathSegment ReadIndex(TextCursor cursor, int column)
    {
        var segment = new PathSegment(cursor.TakeWhile(char.IsAsciiDigit));
        return segment.Index >= 0
            ? segment
            : throw cursor.Fault($"An index such as [0] or a name in quotes is expected in the brackets at column {column}.");
    }
}
