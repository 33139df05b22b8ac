namespace Automation;

/// <summary>A rule cannot be switched on before a preview of exactly its definition is recorded, or a preview was of another definition; nothing was stored.</summary>
/// <param name="scope">The scope.</param>
/// <param name="rule">The rule.</param>
/// <param name="hash">The content hash of its present definition.</param>
/// <param name="previewed">The content hash of the definition that was previewed; null when no preview was given.</param>
public sealed class PreviewRequiredException(string scope, string rule, string hash, string? previewed = null) : Exception(previewed is null
    ? $"Rule '{rule}' of {ScopeWords.Of(scope)} cannot be switched on: no preview of its present definition ({hash}) is recorded. Preview it, and pass the report to {ScopeWords.CallOf(scope, "RecordPreviewAsync")}."
    : $"The preview is of another definition ({previewed}) than rule '{rule}' of {ScopeWords.Of(scope)} has now ({hash}). Preview it as it is.")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>The content hash of the rule's present definition.</summary>
    public string Hash { get; } = hash;

    /// <summary>The content hash of the definition that was previewed; null when no preview was given.</summary>
    public string? Previewed { get; } = previewed;
}
