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
}
