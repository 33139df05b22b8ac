using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Automation.Storage;

/// <summary>The verdicts of an event, packed into one column: a row each would be hundreds of thousands a second when many rules listen to one type.</summary>
/// <remarks><c>[{"r":rule,"k":reason,"i":run,"s":subject,"d":detail}]</c>; properties that are not known are passed over.</remarks>
public static class VerdictJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the verdicts; nothing for none. What the buffer held before is gone.</summary>
    public static void Write(IReadOnlyList<Verdict> verdicts, ArrayBufferWriter<byte> into)
    {
        into.ResetWrittenCount();
        if (verdicts.Count == 0)
        {
            return;
        }

        using var json = new Utf8JsonWriter(into, Options);
        json.WriteStartArray();
        foreach (var verdict in verdicts)
        {
            json.WriteStartObject();
            WriteText(json, "r", verdict.Rule);
            json.WriteNumber("k", (int)verdict.Reason);
            if (verdict.RunId is { } run)
            {
                json.WriteString("i", run.Value);
            }

            if (verdict.Subject is { } subject)
            {
                WriteText(json, "s", subject);
            }

            if (verdict.Detail is { } detail)
            {
                WriteText(json, "d", detail);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are no such list.</exception>
    public static IReadOnlyList<Verdict> Read(ReadOnlyMemory<byte> stored)
    {
        try
        {
            using var json = JsonDocument.Parse(stored);
            return [.. json.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException("The verdicts have another form.", fault);
        }
    }

    /// <summary>The runs that the verdicts name, whatever else they say: also a newer package's.</summary>
    /// <exception cref="JsonException">The bytes are no such list.</exception>
    public static IReadOnlyList<RunId> ReadRuns(ReadOnlyMemory<byte> stored)
    {
        if (stored.IsEmpty)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(stored);
            return [.. json.RootElement.EnumerateArray().Where(one => one.TryGetProperty("i", out _)).Select(one => new RunId(one.GetProperty("i").GetGuid()))];
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException)
        {
            throw new JsonException("The verdicts have another form.", fault);
        }
    }

    private static Verdict Read(JsonElement one)
    {
        var reason = (VerdictReason)one.GetProperty("k").GetInt32();
        return new Verdict
        {
            Rule = ReadText(one.GetProperty("r")),
            Reason = Enum.IsDefined(reason) ? reason : throw new JsonException($"There is no verdict {(int)reason}."),
            RunId = one.TryGetProperty("i", out var run) ? new RunId(run.GetGuid()) : null,
            Subject = one.TryGetProperty("s", out var subject) ? ReadText(subject) : null,
            Detail = one.TryGetProperty("d", out var detail) ? ReadText(detail) : null,
        };
    }

    // JSON cannot say half a surrogate pair; such a text (an exception's message, at the worst) becomes the list of its code units.
    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (IsWhole(text))
        {
            json.WriteString(name, text);
            return;
        }

        json.WriteStartArray(name);
        foreach (var unit in text)
        {
            json.WriteNumberValue(unit);
        }

        json.WriteEndArray();
    }

    private static string ReadText(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Concat(value.EnumerateArray().Select(unit => (char)unit.GetUInt16()))
        : value.GetString() ?? throw new JsonException("A text is missing.");

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
        }

        return true;
    }
}
