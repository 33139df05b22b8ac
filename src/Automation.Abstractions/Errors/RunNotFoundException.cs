namespace Automation;

/// <summary>There is no such run in the scope; ids of another scope are answered the same way.</summary>
/// <param name="scope">The scope.</param>
/// <param name="runId">The id that was asked for.</param>
public sealed class RunNotFoundException(string scope, RunId runId)
    : Exception($"Scope '{scope}' has no run '{runId}'.")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The id that was asked for.</summary>
    public RunId RunId { get; } = runId;
}
