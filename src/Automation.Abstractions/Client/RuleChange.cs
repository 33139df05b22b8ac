namespace Automation;

/// <summary>One difference between two versions of a rule.</summary>
/// <param name="Path">Where: member names, and for parts that have an id, such as steps and triggers, the id: <c>/steps/invoice/config/total</c>.</param>
/// <param name="Before">What was there, as JSON; null when there was nothing.</param>
/// <param name="After">What is there now, as JSON; null when it is gone.</param>
public sealed record RuleChange(string Path, string? Before, string? After);
