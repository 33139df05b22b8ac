using System.Buffers;
using System.Text.Json;
using Automation.Templates;

namespace Automation.Definitions;

/// <summary>A value that is written in the rule as JSON whose texts may be templates.</summary>
internal sealed class TemplateBinding : ValueBinding
{
    private static readonly RootValues NoValues = new();

    private readonly string _pointer;
    private readonly Template? _text;
    private readonly TemplateDocument? _document;
    private readonly JsonElement _constant;

    private TemplateBinding(Template text, string pointer)
    {
        (_text, _pointer) = (text, pointer);
        Template = TemplateJson.Text(text.ToString());
    }

    private TemplateBinding(TemplateDocument document, string pointer)
    {
        (_document, _pointer) = (document, pointer);
        Template = SourceOf(document);
        if (document.IsConstant)
        {
            _constant = JsonElement.Parse(document.Render(NoValues));
        }
    }

    public override string? CodeText => null;

    /// <summary>The value as written, with its templates in one spelling.</summary>
    public override JsonElement Template { get; }

    /// <summary>It renders the same every time.</summary>
    public bool IsConstant => _text?.IsConstant ?? _constant.ValueKind != JsonValueKind.Undefined;

    /// <summary>It is one placeholder and nothing else: what it yields may be of any type.</summary>
    public bool IsWhole => _text?.IsWhole ?? false;

    /// <summary>Reads a value of a rule document.</summary>
    /// <returns>Null when a template in it has a fault; all faults are noted in <paramref name="reading"/>.</returns>
    public static TemplateBinding? Read(JsonElement json, string pointer, DocumentReading reading)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return reading.ReadTemplate(json.GetString()!, pointer) is { } text ? new TemplateBinding(text, pointer) : null;
        }

        var before = reading.FaultCount;
        var document = TemplateDocument.Read(json, pointer, reading);
        return reading.FaultCount == before ? new TemplateBinding(document, pointer) : null;
    }

    /// <exception cref="TemplateException">A value is missing, does not fit its filter, or the result is too large.</exception>
    public override JsonElement Evaluate(IRunScope scope)
    {
        if (_text is null)
        {
            return _constant.ValueKind != JsonValueKind.Undefined ? _constant : JsonElement.Parse(_document!.Render(new RunScopeValues(scope)));
        }

        try
        {
            return _text.RenderValue(new RunScopeValues(scope));
        }
        catch (TemplateException fault) when (fault.Pointer is null)
        {
            throw fault.At(_pointer);
        }
    }

    private static JsonElement SourceOf(TemplateDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(buffer))
        {
            document.WriteSource(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
