using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Automation.Templates;

/// <summary>A path to a value, such as <c>input.assetId</c>, <c>steps.cut-out.output.sprites</c> or <c>input.tags[0]</c>.</summary>
/// <remarks>
/// Names are compared exactly, character by character, with the properties that the JSON data has itself; there are no members, methods
/// or parents to reach. Immutable.
/// </remarks>
internal sealed class ValuePath : IEquatable<ValuePath>
{
    private readonly PathSegment[] _segments;
    private string? _text;

    public ValuePath(ValueRoot root, params ReadOnlySpan<PathSegment> segments)
    {
        Root = root;
        _segments = segments.ToArray();
    }

    public ValueRoot Root { get; }

    public ReadOnlySpan<PathSegment> Segments => _segments;

    /// <summary>Reads a path that stands alone. The other names of a root, <c>event</c> and <c>actions</c>, become the usual ones.</summary>
    /// <exception cref="TemplateException">The text is no path.</exception>
    public static ValuePath Parse(string text)
    {
        var cursor = new TextCursor(text);
        cursor.SkipSpaces();
        var path = PathReader.Read(cursor);
        cursor.SkipSpaces();
        return cursor.IsAtEnd ? path : throw cursor.Fault($"The path '{path}' is followed by {cursor.ShowNext()} at column {cursor.Column}.");
    }

    /// <summary>As <see cref="Parse"/>, with the fault as a value.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ValuePath? path, [NotNullWhen(false)] out TemplateException? fault)
    {
        try
        {
            (path, fault) = (Parse(text), null);
            return true;
        }
        catch (TemplateException exception)
        {
            (path, fault) = (null, exception);
            return false;
        }
    }

    /// <summary>The value at the path. False when something on the way is missing, or is not what the next name needs.</summary>
    public bool TryResolve(IValueSource source, out JsonElement value)
    {
        if (!source.TryGetDocument(this, out value, out var used))
        {
            return false;
        }

        foreach (ref readonly var segment in _segments.AsSpan(used))
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when value.TryGetProperty(segment.Utf8Name, out var property):
                    value = property;
                    break;
                case JsonValueKind.Array when (uint)segment.Index < (uint)value.GetArrayLength():
                    value = value[segment.Index];
                    break;
                default:
                    value = default;
                    return false;
            }
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }

    /// <summary>The same names below a step: <c>previous.output.id</c> as a path of <c>steps.&lt;id&gt;</c>.</summary>
    public ValuePath BelowStep(string stepId) => new(ValueRoot.Steps, [new PathSegment(stepId), .. _segments]);

    /// <summary>The path as it is written, in one spelling.</summary>
    public override string ToString() => _text ??= PathWriter.Write(this);

    public bool Equals(ValuePath? other) => other is not null && Root == other.Root && Segments.SequenceEqual(other.Segments);

    public override bool Equals(object? obj) => Equals(obj as ValuePath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Root);
        foreach (var segment in _segments)
        {
            hash.Add(segment);
        }

        return hash.ToHashCode();
    }
}
