using System.Text.Json;

namespace Automation.Templates;

/// <summary>A JSON string that is a template.</summary>
internal sealed class TextNode(Template template, string pointer) : TemplateNode
{
    public override void Write(Utf8JsonWriter writer, IValueSource values, CappedBuffer buffer)
    {
        try
        {
            template.WriteJson(writer, values, buffer);
        }
        catch (TemplateException fault) when (fault.Pointer is null)
        {
            throw fault.At(pointer);
        }
    }

    public override void WriteSource(Utf8JsonWriter writer) => writer.WriteStringValue(template.ToString());

    public override void AddPaths(List<ValuePath> paths) => paths.AddRange(template.Paths);
}
