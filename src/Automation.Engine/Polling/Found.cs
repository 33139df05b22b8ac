namespace Automation.Polling;

/// <summary>What a poll found, whatever its types.</summary>
/// <param name="Items">What is new.</param>
/// <param name="Cursor">From where the next poll goes on; null leaves it.</param>
/// <param name="HasMore">Whether the source has more already.</param>
internal sealed record Found(IReadOnlyList<FoundItem> Items, string? Cursor, bool HasMore);
