namespace Automation.Storage;

/// <summary>The stored rules of a scope at one moment.</summary>
/// <param name="Version">Rises with every change of the scope's rules; 0 when there never was one.</param>
/// <param name="Rules">The rules that are not deleted, by name (ordinal).</param>
public sealed record ScopeRules(long Version, IReadOnlyList<StoredRule> Rules)
{
    /// <summary>The version of <see cref="SharedScope"/> at the same moment; 0 when no rule was ever stored for all scopes.</summary>
    public long SharedVersion { get; init; }

    /// <summary>The subjects of the scope that are overridden, by subject (ordinal).</summary>
    public IReadOnlyList<SubjectOverride> Overrides { get; init; } = [];

    /// <summary>What the scope has set for rules, its own and the host's, by rule (ordinal); also for rules that are not there.</summary>
    public IReadOnlyList<RuleSettingRecord> Settings { get; init; } = [];

    /// <summary>The breakers of the scope that ever opened, by rule (ordinal).</summary>
    public IReadOnlyList<RuleBreaker> Breakers { get; init; } = [];
}
