using System.Buffers;
using System.Text.Json;

namespace Automation.Json;

/// <summary>Writes small JSON texts with a writer and a buffer that each thread keeps: a run writes half a dozen of them.</summary>
internal static class SmallJson
{
    private const int KeptCapacity = 64 * 1024;

    [ThreadStatic]
    private static Tools? _tools;

    /// <summary>The text, in an array of its own.</summary>
    public static byte[] Write<TValue>(TValue value, Action<Utf8JsonWriter, TValue> write)
    {
        // Taken away while it is used: what writes may itself come here.
        var tools = _tools ?? new Tools();
        _tools = null;
        write(tools.Writer, value);
        tools.Writer.Flush();
        var text = tools.Buffer.WrittenSpan.ToArray();
        if (tools.Buffer.Capacity <= KeptCapacity)
        {
            tools.Buffer.ResetWrittenCount();
            tools.Writer.Reset(tools.Buffer);
            _tools = tools;
        }

        return text;
    }

    private sealed class Tools
    {
        public Tools() => Writer = new Utf8JsonWriter(Buffer, new JsonWriterOptions { SkipValidation = true });

        public ArrayBufferWriter<byte> Buffer { get; } = new(512);

        public Utf8JsonWriter Writer { get; }
    }
}
