namespace Automation;

/// <summary>There is no such suggestion in the scope; ids of another scope are answered the same way.</summary>
/// <param name="scope">The scope.</param>
/// <param name="id">The id that was asked for.</param>
public sealed class SuggestionNotFoundException(string scope, SuggestionId id)
    : Exception($"Scope '{scope}' has no suggestion '{id}', or no more. Suggestions.ListAsync has those that it has.")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The id that was asked for.</summary>
    public SuggestionId Id { get; } = id;
}
