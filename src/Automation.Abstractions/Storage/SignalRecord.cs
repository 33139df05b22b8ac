namespace Automation.Storage;

/// <summary>A signal to a run.</summary>
/// <param name="Key">Its key within the run.</param>
/// <param name="Body">UTF-8 JSON in the engine's own form; may be empty.</param>
/// <param name="At">When it was delivered, UTC.</param>
public sealed record SignalRecord(SignalKey Key, ReadOnlyMemory<byte> Body, DateTimeOffset At);
