using System.Text.Json;

namespace Automation.Templates;

/// <summary>A JSON array in which something is rendered.</summary>
internal sealed class ArrayNode(TemplateNode[] items) : TemplateNode
{
    public override void Write(Utf8JsonWriter writer, IValueSource values, CappedBuffer buffer)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            item.Write(writer, values, buffer);
        }

        writer.WriteEndArray();
    }

    public override void WriteSource(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            item.WriteSource(writer);
        }

        writer.WriteEndArray();
    }

    public override void AddPaths(List<ValuePath> paths)
    {
        foreach (var item in items)
        {
            item.AddPaths(paths);
        }
    }
}
