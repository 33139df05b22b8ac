namespace Automation.Storage;

/// <summary>What was accepted first under a key.</summary>
internal sealed record DedupeRow(Guid OriginalId, byte[] BodyHash, DateTimeOffset At);
