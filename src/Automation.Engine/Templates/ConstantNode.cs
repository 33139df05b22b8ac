using System.Text.Json;

namespace Automation.Templates;

/// <summary>JSON in which nothing is rendered.</summary>
internal sealed class ConstantNode(byte[] json) : TemplateNode
{
    public override byte[] ConstantJson => json;

    public override void Write(Utf8JsonWriter writer, IValueSource values, CappedBuffer buffer) => writer.WriteRawValue(json, skipInputValidation: true);

    public override void WriteSource(Utf8JsonWriter writer) => writer.WriteRawValue(json, skipInputValidation: true);
}
