namespace Automation;

/// <summary>What came of an act on many runs.</summary>
public sealed record BulkResult
{
    /// <summary>How many runs matched when they were listed.</summary>
    public required int Matched { get; init; }

    /// <summary>How many of them were told. The others had ended meanwhile.</summary>
    public required int Told { get; init; }
}
