namespace Automation;

/// <summary>What became of one rule of an import.</summary>
public sealed record RuleImport
{
    /// <summary>The rule; empty when its name could not be read.</summary>
    public required string Name { get; init; }

    /// <summary>What was done with it, or would be.</summary>
    public required RuleImportStatus Status { get; init; }

    /// <summary>The version that is present now; null when there is none, or when the rule was refused.</summary>
    public int? Version { get; init; }

    /// <summary>Whether the settings that the document has for it were taken, or would be: for a rule that is <see cref="RuleImportStatus.New"/> only.</summary>
    public bool TookSettings { get; init; }

    /// <summary>Why it was refused, each with its place in the imported document; else empty.</summary>
    public IReadOnlyList<RuleFault> Faults { get; init; } = [];

    /// <summary>What is suspicious about it, each with its place in the imported document; see <see cref="StoredRule.Warnings"/>.</summary>
    public IReadOnlyList<RuleWarning> Warnings { get; init; } = [];
}
