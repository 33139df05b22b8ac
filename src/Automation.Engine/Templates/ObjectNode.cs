using System.Text.Json;

namespace Automation.Templates;

/// <summary>A JSON object in which something is rendered.</summary>
internal sealed class ObjectNode(KeyValuePair<JsonEncodedText, TemplateNode>[] properties) : TemplateNode
{
    public override void Write(Utf8JsonWriter writer, IValueSource values, CappedBuffer buffer)
    {
        writer.WriteStartObject();
        foreach (var (name, node) in properties)
        {
            writer.WritePropertyName(name);
            node.Write(writer, values, buffer);
        }

        writer.WriteEndObject();
    }

    public override void WriteSource(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, node) in properties)
        {
            writer.WritePropertyName(name);
            node.WriteSource(writer);
        }

        writer.WriteEndObject();
    }

    public override void AddPaths(List<ValuePath> paths)
    {
        foreach (var (_, node) in properties)
        {
            node.AddPaths(paths);
        }
    }
}
