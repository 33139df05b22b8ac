namespace Automation.Storage;

/// <summary>What waits to be claimed.</summary>
/// <param name="At">The present instant when a run is ready, else the least due instant (which may have come already); null when nothing is ready and nothing waits for a time.</param>
/// <param name="Probation">Whether a run with two rescues waits.</param>
/// <param name="Alone">Whether a run with three rescues waits.</param>
public sealed record DueInfo(DateTimeOffset? At, bool Probation, bool Alone)
{
    /// <summary>How many needs are named at a time.</summary>
    public const int MostNeeds = 1000;

    /// <summary>Whether ready runs wait, of the scopes that do not count. Said when no other run is ready.</summary>
    public bool PassedOver { get; init; }

    /// <summary>What parked runs need that some node may have, each once, in the order of their bytes; at most <see cref="MostNeeds"/>.</summary>
    /// <remarks>Where there are more, the next call of the same door goes on behind the last one, and begins anew after the end: none is passed over for ever.</remarks>
    public IReadOnlyList<string> Needs { get; init; } = [];
}
