namespace Automation;

/// <summary>What came of running many runs again.</summary>
public sealed record BulkRerunResult
{
    /// <summary>How many runs matched when they were listed.</summary>
    public required int Matched { get; init; }

    /// <summary>How many new runs there are by this call.</summary>
    public required int Started { get; init; }

    /// <summary>How many of them were run again before, with the same key, and so not this time.</summary>
    public required int Repeated { get; init; }

    /// <summary>Those that were not run again, and why, each in a sentence.</summary>
    public required IReadOnlyDictionary<RunId, string> Refused { get; init; }
}
