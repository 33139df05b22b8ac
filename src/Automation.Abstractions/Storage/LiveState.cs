using System.Text.Json.Serialization;

namespace Automation.Storage;

/// <summary>The state of a run that has not ended. The numbers are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<LiveState>))]
public enum LiveState
{
    /// <summary>Any node may claim it.</summary>
    Ready = 1,

    /// <summary>A node works on it.</summary>
    Owned = 2,

    /// <summary>Waits for its due instant, or a signal.</summary>
    Timer = 3,

    /// <summary>Waits for a signal.</summary>
    Idle = 4,

    /// <summary>Was rescued twice or more; claimed a few at a time (2) or alone (3).</summary>
    Probation = 5,

    /// <summary>Waits until somebody acts, or a node has what it needs; the reason says what that is.</summary>
    Parked = 6,

    /// <summary>Its process died too often while it ran.</summary>
    Quarantined = 7,

    /// <summary>Waits for a permit: as many runs as its <see cref="RunLimits"/> allow are being worked on.</summary>
    Blocked = 8,

    /// <summary>Waits until the run of its rule that is about the same has ended. See <see cref="RunLimits.Overlap"/>.</summary>
    Queued = 9,
}
