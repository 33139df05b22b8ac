namespace Automation;

/// <summary>A stored rule at one version.</summary>
public sealed record StoredRule
{
    /// <summary>The scope; <c>*</c>, a name that no scope can have, for a rule that all scopes share.</summary>
    public required string Scope { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Counts the versions of this rule from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The content hash: 32 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether the rule takes part in matching.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The definition as canonical JSON.</summary>
    public required string Json { get; init; }

    /// <summary>Who saved the version; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>When the version was saved, UTC.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>What is suspicious about it, as the save says that answered this: with the records that its host knows. Empty elsewhere, since it is not stored; <see cref="IStoredRules.CheckAsync"/> says it again.</summary>
    public IReadOnlyList<RuleWarning> Warnings { get; init; } = [];
}
