using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Where a run stands. The numbers are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Stored and waiting for a node to take it.</summary>
    Ready = 1,

    /// <summary>A node works on it.</summary>
    Running = 2,

    /// <summary>Waits for an instant, an event or a completion; uses no memory.</summary>
    Waiting = 3,

    /// <summary>Waits until fewer runs of its rule, or of its scope, are being worked on, or until the run of its rule about the same subject has ended. The reason says when it is the latter.</summary>
    Blocked = 4,

    /// <summary>Cannot go on until a host is there that has what it needs (its rule, step or handler), or until somebody acts. The reason says which, and the way out.</summary>
    Parked = 5,

    /// <summary>Its process died too often while it ran. Nothing runs it until it is cancelled or released.</summary>
    Quarantined = 6,

    /// <summary>Ended: every step done, or Stop.</summary>
    Succeeded = 10,

    /// <summary>Ended: a step failed for good, or Fail.</summary>
    Failed = 11,

    /// <summary>Ended: somebody cancelled it.</summary>
    Cancelled = 12,
}
