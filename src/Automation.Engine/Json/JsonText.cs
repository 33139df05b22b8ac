using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Automation.Json;

/// <summary>Reads the text of JSON strings as UTF-8, without a copy where the string has no escapes.</summary>
internal static class JsonText
{
    /// <summary>The text of a JSON string.</summary>
    public static ReadOnlySpan<byte> Utf8(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : raw;
    }
}
