using System.Globalization;
using System.Text.Json;

namespace Automation.Json;

/// <summary>Writes JSON Pointers (RFC 6901), by which a fault says where it is.</summary>
internal static class JsonPointer
{
    public const string Root = "";

    public static string Append(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The pointer to the value that holds a byte of a document, as far as the document can be read.</summary>
    /// <remarks>
    /// For an author's own document only: the pointer is made of the document's property names. Never throws for bad input.
    /// </remarks>
    public static string At(ReadOnlySpan<byte> utf8, int bytePosition)
    {
        var levels = new List<Level>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1024 });
        try
        {
            while (reader.Read() && reader.TokenStartIndex <= bytePosition)
            {
                Follow(ref reader, levels, bytePosition);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What follows cannot be read; the levels so far are the answer.
        }

        var pointer = Root;
        foreach (var level in levels)
        {
            pointer = level switch
            {
                { Name: { } name } => Append(pointer, name),
                { Index: >= 0 } => Append(pointer, level.Index),
                _ => pointer,
            };
        }

        return pointer;
    }

    private static void Follow(ref Utf8JsonReader reader, List<Level> levels, int bytePosition)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                levels[^1] = new Level(reader.GetString(), -1);
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                if (reader.TokenStartIndex < bytePosition)
                {
                    levels.RemoveAt(levels.Count - 1);
                }

                return;
        }

        if (levels is [.., { Name: null } inArray])
        {
            levels[^1] = new Level(null, inArray.Index + 1);
        }

        if (reader.TokenStartIndex < bytePosition && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            levels.Add(new Level(null, -1));
        }
    }

    private readonly record struct Level(string? Name, int Index);
}
