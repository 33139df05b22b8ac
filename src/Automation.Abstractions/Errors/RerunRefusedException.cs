namespace Automation;

/// <summary>A run cannot be run again in this way; nothing was stored.</summary>
/// <param name="runId">The run.</param>
/// <param name="code">The stable word.</param>
/// <param name="message">A sentence that names the run and the way out.</param>
public sealed class RerunRefusedException(RunId runId, string code, string message)
    : Exception(message)
{
    /// <summary>The run.</summary>
    public RunId RunId { get; } = runId;

    /// <summary>Why, for programs: <c>run-live</c>, <c>nothing-failed</c>, <c>unknown-step</c>, <c>uncertain</c> or <c>rule-unavailable</c>.</summary>
    public string Code { get; } = code;
}
