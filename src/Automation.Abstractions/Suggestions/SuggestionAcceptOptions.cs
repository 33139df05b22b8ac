using System.Text.Json;

namespace Automation;

/// <summary>What may be said about the rule that is made of a suggestion.</summary>
public sealed record SuggestionAcceptOptions
{
    /// <summary>The name of the rule; no rule that counts in the scope may have it.</summary>
    /// <value>Null, the default: the name that the proposed rule has.</value>
    public string? Name { get; init; }

    /// <summary>The values that become the defaults of the proposed rule's parameters, by name; those that are not named keep theirs.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether the rule is switched on at once, unless it <see cref="RuleSettings.AwaitsPreview">awaits its preview</see>.</summary>
    /// <value>The default is false: it is a draft until <see cref="IRuleHandle.EnableAsync"/> switches it on.</value>
    public bool Enabled { get; init; }

    /// <summary>The <see cref="Suggestion.Revision"/> that the caller has seen and means to accept.</summary>
    /// <value>Null, the default: the rule that is proposed now.</value>
    public int? ExpectedRevision { get; init; }

    /// <summary>Who accepts; recorded with the suggestion, and as the author of the rule's first version; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }
}
