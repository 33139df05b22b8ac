namespace Automation;

/// <summary>A rule was to be saved over a version that is not the present one: somebody else saved, deleted or created it meanwhile. Nothing was stored.</summary>
/// <param name="scope">The scope.</param>
/// <param name="rule">The rule's name.</param>
/// <param name="expectedVersion">The version that the caller meant to replace; 0 for a rule that was not to exist.</param>
/// <param name="presentVersion">The version that is there; 0 when there is none.</param>
public sealed class RuleConflictException(string scope, string rule, int expectedVersion, int presentVersion)
    : Exception($"Rule '{rule}' of {ScopeWords.Of(scope)} {Present(presentVersion)}, and was to be saved over {Expected(expectedVersion)}. {WayOut(expectedVersion, presentVersion)}")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The rule's name.</summary>
    public string Rule { get; } = rule;

    /// <summary>The version that the caller meant to replace; 0 for a rule that was not to exist.</summary>
    public int ExpectedVersion { get; } = expectedVersion;

    /// <summary>The version that is there; 0 when there is none.</summary>
    public int PresentVersion { get; } = presentVersion;

    private static string Present(int version) => version == 0 ? "does not exist" : $"has version {version}";

    private static string WayOut(int expected, int present) => (expected, present) switch
    {
        (_, 0) => "To create it anew, save it with 0 as the expected version.",
        (0, _) => "Choose another name; to replace it, save it with the version that you have seen.",
        _ => "Read it again, and save with the version that you have seen.",
    };

    private static string Expected(int version) => version == 0 ? "none" : $"version {version}";
}
