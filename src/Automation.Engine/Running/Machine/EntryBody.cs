using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Running.Machine;

/// <summary>The stored body of ledger rows and completions: <c>{"output":…}</c> or <c>{"error":{…}}</c>, with <c>"jobs":[…]</c> when there are some, and with <c>"reused":true</c> before them when it is another run's.</summary>
internal static class EntryBody
{
    private const string Cancelled = "cancelled";

    private static ReadOnlySpan<byte> Reused => "{\"reused\":true"u8;

    public static ReadOnlyMemory<byte> Write(JsonElement output, StepError? error, IReadOnlyList<JobId> jobs)
    {
        if (output.ValueKind == JsonValueKind.Undefined && error is null && jobs.Count == 0)
        {
            return default;
        }

        return SmallJson.Write((output, error, jobs), static (writer, body) =>
        {
            writer.WriteStartObject();
            if (body.output.ValueKind != JsonValueKind.Undefined)
            {
                writer.WritePropertyName("output"u8);
                DecisionCodec.WriteValue(writer, body.output);
            }

            if (body.error is not null)
            {
                writer.WritePropertyName("error"u8);
                WriteError(writer, body.error);
            }

            if (body.jobs.Count > 0)
            {
                writer.WriteStartArray("jobs"u8);
                foreach (var job in body.jobs)
                {
                    writer.WriteStringValue(job.Value);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The same body, of a row that is taken over from another run.</summary>
    public static ReadOnlyMemory<byte> Reuse(ReadOnlyMemory<byte> body) =>
        IsReused(body) ? body
        : body.IsEmpty ? (byte[])[.. Reused, (byte)'}']
        : (byte[])[.. Reused, (byte)',', .. body.Span[1..]];

    public static bool IsReused(ReadOnlyMemory<byte> body) => body.Span.StartsWith(Reused);

    /// <exception cref="JsonException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static NodeOutcome ReadOutcome(StepStatus status, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return new NodeOutcome(status, default, null);
        }

        var root = StoredJson.Parse(body.Span);
        return new NodeOutcome(
            status,
            root.TryGetProperty("output"u8, out var output) ? output : default,
            root.TryGetProperty("error"u8, out var error) ? ReadError(error) : null);
    }

    /// <summary>The body of the row that ends a cancelled run.</summary>
    public static ReadOnlyMemory<byte> WriteCancelled(string? reason) => Write(default, new StepError { Code = Cancelled, Message = reason ?? "" }, []);

    /// <summary>Whether a row that ends a run says that it was cancelled, and why; the reason is null when nobody said.</summary>
    public static bool TryReadCancelled(ReadOnlyMemory<byte> body, out string? reason)
    {
        var error = ReadOutcome(StepStatus.Cancelled, body).Error;
        reason = error?.Message is { Length: > 0 } message ? message : null;
        return error?.Code == Cancelled;
    }

    /// <summary>The body of the row that says with which code a run goes on.</summary>
    public static ReadOnlyMemory<byte> WriteAdopted(string hash) => JsonSerializer.SerializeToUtf8Bytes(hash);

    public static string ReadAdopted(ReadOnlyMemory<byte> body) => StoredJson.Parse(body.Span).GetString() ?? "";

    public static IReadOnlyList<JobId> ReadJobs(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || !StoredJson.Parse(body.Span).TryGetProperty("jobs"u8, out var jobs))
        {
            return [];
        }

        return [.. jobs.EnumerateArray().Select(job => new JobId(job.GetString() ?? ""))];
    }

    public static JsonElement ErrorElement(StepError error) => JsonElement.Parse(SmallJson.Write(error, WriteError));

    public static StepError ReadError(JsonElement error) => new()
    {
        Code = Text(error, "code"u8) ?? "failed",
        Message = Text(error, "message"u8) ?? "",
        StepId = Text(error, "stepId"u8) ?? "",
        ExceptionType = Text(error, "exceptionType"u8),
        StackTrace = Text(error, "stackTrace"u8),
    };

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void WriteError(Utf8JsonWriter writer, StepError error)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("stepId"u8, error.StepId);
        if (error.ExceptionType is not null)
        {
            writer.WriteString("exceptionType"u8, error.ExceptionType);
        }

        if (error.StackTrace is not null)
        {
            writer.WriteString("stackTrace"u8, error.StackTrace);
        }

        writer.WriteEndObject();
    }
}
