namespace Automation;

/// <summary>What a scope has set for a rule was to be changed from a revision that is not the present one: somebody else changed it meanwhile. Nothing was stored.</summary>
/// <param name="scope">The scope.</param>
/// <param name="rule">The rule's name.</param>
/// <param name="expectedRevision">The revision that the caller meant to change.</param>
/// <param name="presentRevision">The revision that is there; 0 when nothing is set.</param>
public sealed class RuleSettingsConflictException(string scope, string rule, int expectedRevision, int presentRevision) : Exception(
    $"What {ScopeWords.Of(scope)} {(scope == Storage.SharedScope.Name ? "have" : "has")} set for rule '{rule}' is at revision {presentRevision}, and revision {expectedRevision} was to be changed. Read it again (GetSettingsAsync), and change what you have seen.")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The rule's name.</summary>
    public string Rule { get; } = rule;

    /// <summary>The revision that the caller meant to change.</summary>
    public int ExpectedRevision { get; } = expectedRevision;

    /// <summary>The revision that is there; 0 when nothing is set.</summary>
    public int PresentRevision { get; } = presentRevision;
}
