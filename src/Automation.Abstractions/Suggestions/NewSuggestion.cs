namespace Automation;

/// <summary>A rule that is proposed for a scope.</summary>
public sealed record NewSuggestion
{
    /// <summary>The most characters of <see cref="Title"/>: 200.</summary>
    public const int MaxTitle = 200;

    /// <summary>The most characters of <see cref="Description"/>: 2,000.</summary>
    public const int MaxDescription = 2000;

    /// <summary>What it is, in one line: 1 to 200 printable characters.</summary>
    public required string Title { get; init; }

    /// <summary>Why it may be of use: at most 2,000 characters, in any number of lines.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Description { get; init; }

    /// <summary>The proposed rule, as <see cref="IStoredRules.SaveAsync"/> takes it. One whose <c>parameters</c> leave values open is a template, which <see cref="SuggestionAcceptOptions.Parameters"/> fills.</summary>
    public required string Json { get; init; }

    /// <summary>How much it promises: 0 to 1, the best first in lists.</summary>
    public required double Score { get; init; }

    /// <summary>
    /// By what it is known again in the scope, 1 to 255 printable characters: what is added with the same key is the same suggestion, whatever has become of it. Name what was found, such as
    /// <c>tag-after-approval:project-7</c>, and not when.
    /// </summary>
    /// <value>Null, the default: the content hash of the rule, so that the same rule is the same suggestion.</value>
    public string? Key { get; init; }

    /// <summary>Who proposes it: a miner, a model, a person; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }
}
