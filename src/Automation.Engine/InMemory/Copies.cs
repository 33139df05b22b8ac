namespace Automation.Storage;

/// <summary>Copies of what callers hand in: a buffer that is used again later must not change what was stored.</summary>
internal static class Copies
{
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? default : bytes.ToArray();

    public static EventRecord Of(EventRecord value) => value with
    {
        Payload = Of(value.Payload),
        At = value.At.ToUniversalTime(),
        Verdicts = [.. value.Verdicts],
    };

    public static RunRecord Of(RunRecord value) => value with
    {
        Input = Of(value.Input),
        Next = Of(value.Next),
        At = value.At.ToUniversalTime(),
    };

    public static LedgerEntry Of(LedgerEntry value) => value with
    {
        Path = Of(value.Path),
        StartedAt = value.StartedAt?.ToUniversalTime(),
        At = value.At.ToUniversalTime(),
        Body = Of(value.Body),
        Next = Of(value.Next),
        RunStatus = null,
        RunReason = null,
    };

    public static SignalRecord Of(SignalRecord value) => new(Of(value.Key), Of(value.Body), value.At.ToUniversalTime());

    public static SignalKey Of(SignalKey value) => value with { Path = Of(value.Path) };

    public static LogRecord Of(LogRecord value) => value with
    {
        Path = Of(value.Path),
        At = value.At.ToUniversalTime(),
        Percent = value.Percent is { } percent && double.IsNaN(percent) ? null : value.Percent,
    };

    /// <summary>The default (null) path is written as an empty one.</summary>
    public static StepPath Of(StepPath path) => new(path.Value ?? "");
}
