namespace Automation.Storage;

/// <summary>What waits to be claimed.</summary>
/// <param name="At">The present instant when a run is ready, else the least due instant (which may have come already); null when nothing is ready and nothing waits for a time.</param>
/// <param name="Probation">Whether a run with two rescues waits.</param>
/// <param name="Alone">Whether a run with three rescues waits.</param>
public sealed record DueInfo(DateTimeOffset? At, bool Probation, bool Alone)
{
    /// <summary>What parked runs need that some node may have, each once, in the order of their bytes; at most 1,000.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];
}
