using System.Runtime.InteropServices;
using System.Text.Json;

namespace Automation.Templates;

/// <summary>A value on its way through a placeholder. Values of the source are never copied; numbers keep their text.</summary>
internal readonly struct TemplateValue
{
    /// <summary>The longest spelling of one character in a JSON string, over its shortest in UTF-8: <c>\u0061</c>.</summary>
    private const int MostEscapedLength = 6;

    private readonly object? _made;

    private TemplateValue(TemplateValueKind kind, object? made, JsonElement element = default)
    {
        Kind = kind;
        _made = made;
        Element = element;
    }

    public TemplateValueKind Kind { get; }

    /// <summary>The JSON value, when <see cref="Kind"/> is <see cref="TemplateValueKind.Element"/>.</summary>
    public JsonElement Element { get; }

    public bool IsMissing => Kind == TemplateValueKind.Missing;

    public bool IsNull => Kind == TemplateValueKind.Element && Element.ValueKind == JsonValueKind.Null;

    public bool IsList => Kind == TemplateValueKind.List || (Kind == TemplateValueKind.Element && Element.ValueKind == JsonValueKind.Array);

    public bool IsScalar => Kind is TemplateValueKind.Text or TemplateValueKind.Number
        || (Kind == TemplateValueKind.Element
            && Element.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);

    public static TemplateValue Missing => default;

    public static TemplateValue Of(JsonElement element) => new(TemplateValueKind.Element, null, element);

    public static TemplateValue OfText(string text) => new(TemplateValueKind.Text, text);

    public static TemplateValue OfNumber(string number) => new(TemplateValueKind.Number, number);

    public static TemplateValue OfList(IReadOnlyList<JsonElement> items) => new(TemplateValueKind.List, items);

    public static TemplateValue Resolve(ValuePath path, IValueSource source) =>
        path.TryResolve(source, out var element) ? Of(element) : Missing;

    /// <summary>The items of a list that a filter made.</summary>
    public IReadOnlyList<JsonElement> Items => (IReadOnlyList<JsonElement>)_made!;

    /// <summary>The text of a scalar, as it stands inside text; a number as it is written.</summary>
    public string ScalarText() => _made as string
        ?? (Element.ValueKind == JsonValueKind.String ? Element.GetString()! : Element.GetRawText());

    /// <summary>What the value is, for messages.</summary>
    public string Describe() => Kind switch
    {
        TemplateValueKind.Missing => "nothing",
        TemplateValueKind.Text => "a text",
        TemplateValueKind.Number => "a number",
        TemplateValueKind.List => "an array",
        _ => Describe(Element.ValueKind),
    };

    public static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "nothing",
    };

    /// <summary>Writes the value as JSON, with its type.</summary>
    public void WriteJson(Utf8JsonWriter writer, CappedBuffer buffer)
    {
        switch (Kind)
        {
            case TemplateValueKind.Element:
                WriteJson(Element, writer, buffer);
                break;
            case TemplateValueKind.Text:
                buffer.Require(writer.BytesPending + ((string)_made!).Length);
                writer.WriteStringValue((string)_made);
                break;
            case TemplateValueKind.Number:
                writer.WriteRawValue((string)_made!);
                break;
            case TemplateValueKind.List:
                writer.WriteStartArray();
                foreach (var item in Items)
                {
                    WriteJson(item, writer, buffer);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException("Automation bug: a missing value was written.");
        }
    }

    /// <summary>Appends the value as text: null as nothing, objects and arrays as compact JSON.</summary>
    public void AppendText(CappedBuffer buffer)
    {
        switch (Kind)
        {
            case TemplateValueKind.Element:
                AppendText(Element, buffer);
                break;
            case TemplateValueKind.Text or TemplateValueKind.Number:
                buffer.Append((string)_made!);
                break;
            case TemplateValueKind.List:
                AppendJson(buffer);
                break;
            default:
                throw new InvalidOperationException("Automation bug: a missing value was written.");
        }
    }

    /// <summary>Appends the value as compact JSON.</summary>
    public void AppendJson(CappedBuffer buffer)
    {
        var writer = TemplateJson.CreateWriter(buffer);
        WriteJson(writer, buffer);
        writer.Flush();
    }

    public static void AppendText(JsonElement element, CappedBuffer buffer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                AppendString(JsonMarshal.GetRawUtf8Value(element), buffer);
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                Of(element).AppendJson(buffer);
                break;
            default:
                buffer.Append(JsonMarshal.GetRawUtf8Value(element));
                break;
        }
    }

    private static void AppendString(ReadOnlySpan<byte> raw, CappedBuffer buffer)
    {
        if (!raw.Contains((byte)'\\'))
        {
            buffer.Append(raw[1..^1]);
            return;
        }

        buffer.Require(raw.Length / MostEscapedLength);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        buffer.Advance(reader.CopyString(buffer.GetSpan(raw.Length)));
    }

    // The element's own text is valid JSON already. Copying it keeps numbers and texts to the letter, and takes no memory for escapes.
    private static void WriteJson(JsonElement element, Utf8JsonWriter writer, CappedBuffer buffer)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        buffer.Require((long)writer.BytesPending + raw.Length);
        var mayHoldSpaces = element.ValueKind is JsonValueKind.Object or JsonValueKind.Array && raw.ContainsAny(" \n\r\t"u8);
        if (mayHoldSpaces)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
        }
    }
}
