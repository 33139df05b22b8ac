namespace Automation;

/// <summary>Which rules of a scope to list.</summary>
public sealed record RuleQuery
{
    /// <summary>Only rules whose name or description has this text, whatever its case; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Only rules that are switched on, or off; null for both.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Only rules that such a trigger may start; null for all.</summary>
    public TriggerKind? Trigger { get; init; }

    /// <summary>The rules that were deleted and not saved again since, instead of those that there are: of the scope, and of those that were stored for all.</summary>
    /// <value>The default is false.</value>
    /// <remarks>Each is shown in its last version. Saving that again brings the rule back: <see cref="IStoredRules.ListVersionsAsync"/> has it.</remarks>
    public bool Deleted { get; init; }

    /// <summary>Also says of each rule what it did: its last run, and how many were created within this time before now (<see cref="RuleSummary.Activity"/>).</summary>
    /// <value>Null, the default: that is not looked up. 1 second to 36500 days.</value>
    /// <remarks>Costs a look at every run of the scope that was created within it, and one question for each rule.</remarks>
    public TimeSpan? ActivityWithin { get; init; }
}
