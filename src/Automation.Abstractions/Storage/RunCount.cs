namespace Automation.Storage;

/// <summary>How many runs of a rule stand or ended in one way.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Status">Where they stand.</param>
/// <param name="Runs">How many, 1 or more.</param>
public sealed record RunCount(string Rule, RunStatus Status, long Runs);
