namespace Automation;

/// <summary>What a save would say of a rule. Nothing was stored.</summary>
public sealed record RuleCheck
{
    /// <summary>The rule; empty when its name could not be read.</summary>
    public required string Rule { get; init; }

    /// <summary>Whether it would be stored: there are no faults. What depends on the moment, such as the version that is present, is not asked.</summary>
    public bool IsSound => Faults.Count == 0;

    /// <summary>The content hash that it would have; null when it has faults.</summary>
    public string? Hash { get; init; }

    /// <summary>Why a save would be refused, each with its JSON Pointer, at most 100; empty for a rule that is sound.</summary>
    public required IReadOnlyList<RuleFault> Faults { get; init; }

    /// <summary>What is suspicious about it, each with its JSON Pointer, at most 100. With faults there may be more behind them.</summary>
    public required IReadOnlyList<RuleWarning> Warnings { get; init; }
}
