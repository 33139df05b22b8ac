namespace Quickstart;

/// <summary>The parameters of <see cref="ProcessFile"/>.</summary>
internal sealed record Sizes
{
    /// <summary>Files beyond this are packed in parts.</summary>
    public long LargeBytes { get; init; } = 64 * 1024;

    /// <summary>The size of a part, unless that makes more than <see cref="MostParts"/>.</summary>
    public long PartBytes { get; init; } = 32 * 1024;

    /// <summary>How many parts there are at most.</summary>
    public int MostParts { get; init; } = 100;
}
