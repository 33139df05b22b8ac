namespace Automation;

/// <summary>A rule that somebody proposes for a scope: the host's miner, a model, or the host's own code. It does nothing until a person makes a rule of it.</summary>
public sealed record Suggestion
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The id.</summary>
    public required SuggestionId Id { get; init; }

    /// <summary>By what whoever proposes it knows it again; see <see cref="NewSuggestion.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Why it may be of use; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>The proposed rule as canonical JSON.</summary>
    public required string Json { get; init; }

    /// <summary>Counts the rules that were proposed under the key from 1: it rises when another one is proposed while this is open. See <see cref="SuggestionAcceptOptions.ExpectedRevision"/>.</summary>
    public required int Revision { get; init; }

    /// <summary>How much it promises, 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Who proposes it; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>What became of it.</summary>
    public required SuggestionState State { get; init; }

    /// <summary>When it was first proposed, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last proposed, UTC; also after it was closed.</summary>
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>When it was dismissed or accepted, UTC; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who dismissed or accepted it; null while it is open, and when not said.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Why it was dismissed; null when it was not, or nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>The name of the rule that was made of it; null when it was not accepted.</summary>
    public string? Rule { get; init; }

    /// <summary>The version of that rule; null when it was not accepted.</summary>
    public int? RuleVersion { get; init; }

    /// <summary>What is suspicious about the proposed rule, as the call says that added it: with the records that its host knows. Empty elsewhere, since it is not stored; <see cref="IStoredRules.CheckAsync"/> says it again.</summary>
    public IReadOnlyList<RuleWarning> Warnings { get; init; } = [];
}
