namespace Automation.Polling;

/// <summary>An item that a poll found, as JSON.</summary>
/// <param name="Key">The source's name for it.</param>
/// <param name="Payload">The payload; empty when there is a fault.</param>
/// <param name="Subject">What it is about; null for nothing.</param>
/// <param name="Fault">Why there is no payload, as a sentence; null when there is one.</param>
internal sealed record FoundItem(string Key, ReadOnlyMemory<byte> Payload, string? Subject, string? Fault = null);
