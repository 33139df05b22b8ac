namespace Automation.Storage;

/// <summary>A page of the series that are due, and when the next one will be.</summary>
/// <param name="Series">Those whose instant has come, by instant, then scope, rule and key.</param>
/// <param name="Next">The least instant that has not come; null when there is none.</param>
public sealed record DueDebounces(IReadOnlyList<DebounceRecord> Series, DateTimeOffset? Next);
