namespace Automation;

/// <summary>The answer to a manual start.</summary>
public sealed record StartResult
{
    /// <summary>The run; for a duplicate, the one that was started first.</summary>
    public required RunId RunId { get; init; }

    /// <summary>Whether a run with the same key was started before. Nothing new was stored then.</summary>
    public required bool Duplicate { get; init; }
}
