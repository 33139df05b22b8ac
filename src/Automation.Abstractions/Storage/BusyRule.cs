namespace Automation.Storage;

/// <summary>A rule that takes no further run now.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Holder">The run that stands in the way: the one about the same, or the oldest of those at work. Null when it ended just now.</param>
/// <param name="Since">When that run was created, UTC; null when it ended just now.</param>
public sealed record BusyRule(string Rule, RunId? Holder, DateTimeOffset? Since);
