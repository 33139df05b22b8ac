using System.Buffers;
using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Conditions;

/// <summary>The value that a field is compared with: JSON as written, a template, or JSON with templates in it.</summary>
internal sealed class ConditionValue
{
    private static readonly RootValues NoValues = new();

    private readonly TemplateDocument? _document;
    private readonly Template? _template;

    private ConditionValue(JsonElement constant, Template? template, TemplateDocument? document) =>
        (Constant, _template, _document) = (constant, template, document);

    /// <summary>The value as written; undefined when something in it is rendered.</summary>
    public JsonElement Constant { get; }

    public bool IsConstant => Constant.ValueKind != JsonValueKind.Undefined;

    public IReadOnlyList<ValuePath> Paths => _template?.Paths ?? _document?.Paths ?? [];

    public static ConditionValue Of(bool value) => new(JsonElement.Parse(value ? "true" : "false"), null, null);

    /// <returns>Null when it has a fault; all faults are noted in <paramref name="reading"/>.</returns>
    public static ConditionValue? Read(JsonElement json, string pointer, DocumentReading reading)
    {
        if (json.ValueKind == JsonValueKind.String && json.GetString()!.Contains("{{", StringComparison.Ordinal))
        {
            return reading.ReadTemplate(json.GetString()!, pointer) is { } template ? new ConditionValue(default, template, null) : null;
        }

        var before = reading.FaultCount;
        var document = TemplateDocument.Read(json, pointer, reading);
        return reading.FaultCount > before ? null
            : document.IsConstant ? new ConditionValue(JsonElement.Parse(document.Render(NoValues)), null, null)
            : new ConditionValue(default, null, document);
    }

    /// <exception cref="TemplateException">A placeholder has no value.</exception>
    public JsonElement Resolve(IValueSource values) =>
        _template is not null ? _template.RenderValue(values)
        : _document is not null ? JsonElement.Parse(_document.Render(values))
        : Constant;

    /// <summary>The value for messages: short, on one line; a template as it is written.</summary>
    public string Show()
    {
        if (IsConstant)
        {
            return JsonShown.Of(Constant);
        }

        if (_template is not null)
        {
            return ShortText.Cut(_template.ToString());
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(buffer))
        {
            _document!.WriteSource(writer);
        }

        return JsonShown.Of(JsonElement.Parse(buffer.WrittenSpan));
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_template is not null)
        {
            writer.WriteStringValue(_template.ToString());
        }
        else if (_document is not null)
        {
            _document.WriteSource(writer);
        }
        else
        {
            Constant.WriteTo(writer);
        }
    }
}
