namespace Automation;

/// <summary>The answer to a re-run.</summary>
public sealed record RerunResult
{
    /// <summary>The new run; for a duplicate, the one that was started first.</summary>
    public required RunId RunId { get; init; }

    /// <summary>Whether a re-run with the same key was started before. Nothing new was stored then.</summary>
    public required bool Duplicate { get; init; }

    /// <summary>The steps whose outcomes the new run takes over, in the order in which they came out; they are not called again. Empty for a duplicate.</summary>
    public required IReadOnlyList<StepPath> Reused { get; init; }
}
