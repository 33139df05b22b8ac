using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Automation.Templates;

/// <summary>How templates write and make JSON.</summary>
internal static class TemplateJson
{
    // Quotes, backslashes and control characters are escaped, as JSON wants it; letters of other scripts stay readable. Whoever shows
    // the JSON in HTML escapes it for HTML there.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonWriter CreateWriter(IBufferWriter<byte> buffer) => new(buffer, Options);

    public static JsonElement Text(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = CreateWriter(buffer))
        {
            writer.WriteStringValue(text);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
