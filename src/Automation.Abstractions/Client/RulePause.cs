namespace Automation;

/// <summary>A rule is paused in a scope.</summary>
/// <param name="Since">From when on, UTC.</param>
/// <param name="Until">Until when, UTC; null until somebody resumes it.</param>
/// <param name="Author">Who paused it; null when not said.</param>
/// <param name="Reason">Why; null when not said.</param>
public sealed record RulePause(DateTimeOffset Since, DateTimeOffset? Until, string? Author, string? Reason);
