using System.Buffers;
using System.Text.Json;
using Automation.Json;

namespace Automation.Templates;

/// <summary>Turns a JSON value into nodes; whatever holds no template becomes one constant.</summary>
internal sealed class TemplateNodeReader(DocumentReading reading)
{
    private const string Mark = "{{";

    public TemplateNode Read(JsonElement json, string pointer) => json.ValueKind switch
    {
        JsonValueKind.String when json.GetString() is { } text && text.Contains(Mark, StringComparison.Ordinal) =>
            reading.ReadTemplate(text, pointer) is { } template ? new TextNode(template, pointer) : Constant(json),
        JsonValueKind.Object => ReadObject(json, pointer),
        JsonValueKind.Array => ReadArray(json, pointer),
        _ => Constant(json),
    };

    private TemplateNode ReadObject(JsonElement json, string pointer)
    {
        var properties = new List<KeyValuePair<JsonEncodedText, TemplateNode>>();
        foreach (var property in json.EnumerateObject())
        {
            var place = JsonPointer.Append(pointer, property.Name);
            if (property.Name.Contains(Mark, StringComparison.Ordinal))
            {
                reading.Add(
                    place,
                    TemplateCodes.Syntax,
                    $"The name {ShortText.Quote(property.Name)} has a placeholder; only values of properties are rendered, names are not.");
            }

            properties.Add(new(JsonEncodedText.Encode(property.Name), Read(property.Value, place)));
        }

        return properties.TrueForAll(property => property.Value.ConstantJson is not null)
            ? Constant(json)
            : new ObjectNode([.. properties]);
    }

    private TemplateNode ReadArray(JsonElement json, string pointer)
    {
        var items = new List<TemplateNode>();
        foreach (var item in json.EnumerateArray())
        {
            items.Add(Read(item, JsonPointer.Append(pointer, items.Count)));
        }

        return items.TrueForAll(item => item.ConstantJson is not null) ? Constant(json) : new ArrayNode([.. items]);
    }

    private static ConstantNode Constant(JsonElement json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(buffer))
        {
            json.WriteTo(writer);
        }

        return new ConstantNode(buffer.WrittenSpan.ToArray());
    }
}
