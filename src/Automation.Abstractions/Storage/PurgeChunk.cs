namespace Automation.Storage;

/// <summary>What became of a <see cref="PurgeRequest"/>.</summary>
/// <param name="Deleted">What was deleted.</param>
/// <param name="Next">Where the next chunk goes on; null for the beginning.</param>
/// <param name="IsDone">Whether nothing is left to delete now.</param>
public sealed record PurgeChunk(PurgeResult Deleted, PurgeCursor? Next, bool IsDone);
