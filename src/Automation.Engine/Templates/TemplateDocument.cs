using System.Text.Json;
using Automation.Json;

namespace Automation.Templates;

/// <summary>A JSON value, such as the config of a step, whose texts may be templates; read once and rendered often.</summary>
/// <remarks>Keeps nothing of the document it was read from. Immutable and thread-safe.</remarks>
internal sealed class TemplateDocument
{
    private readonly TemplateNode _root;

    private TemplateDocument(TemplateNode root)
    {
        _root = root;
        var paths = new List<ValuePath>();
        root.AddPaths(paths);
        Paths = paths;
    }

    /// <summary>No text in it is a template: the result is the same every time.</summary>
    public bool IsConstant => _root.ConstantJson is not null;

    /// <summary>Every path that the templates read, in the order written.</summary>
    public IReadOnlyList<ValuePath> Paths { get; }

    /// <summary>Reads a value of a rule document. Faults are noted in <paramref name="reading"/>; the result is of use only when there are none.</summary>
    public static TemplateDocument Read(JsonElement json, string pointer, DocumentReading reading) =>
        new(new TemplateNodeReader(reading).Read(json, pointer));

    /// <summary>Reads a value that stands alone.</summary>
    /// <exception cref="TemplateException">A template cannot be read; the first fault is thrown, with its place.</exception>
    public static TemplateDocument Parse(JsonElement json)
    {
        var reading = new DocumentReading();
        var document = Read(json, JsonPointer.Root, reading);
        return reading.Faults is [var fault, ..] ? throw new TemplateException(fault.Code, fault.Message, fault.Pointer) : document;
    }

    /// <summary>Renders the value as UTF-8 JSON. The caller must not change the bytes: those of a constant are shared.</summary>
    /// <exception cref="TemplateException">A value is missing, does not fit its filter, or the result is too large.</exception>
    public byte[] Render(IValueSource values, int maxBytes = TemplateLimits.MaxOutputBytes)
    {
        if (_root.ConstantJson is { } constant)
        {
            return constant;
        }

        // Not disposed, and nothing is lost by that: disposing flushes, and would hide a fault of the rendering behind one of the cap.
        using var buffer = new CappedBuffer(maxBytes);
        var writer = TemplateJson.CreateWriter(buffer);
        _root.Write(writer, values, buffer);
        writer.Flush();
        return buffer.Written.ToArray();
    }

    /// <summary>Writes the value as it was read, with its templates in one spelling; reading that gives the same document again.</summary>
    public void WriteSource(Utf8JsonWriter writer) => _root.WriteSource(writer);
}
