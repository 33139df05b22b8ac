namespace Automation.Breaking;

/// <summary>The one run that a breaker lets through, taken by an event.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Until">The end of the rest that it costs.</param>
internal sealed record BreakerTrial(string Scope, string Rule, DateTimeOffset Until);
