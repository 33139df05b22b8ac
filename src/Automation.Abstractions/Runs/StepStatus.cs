using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Where a step stands, or how it ended. The numbers are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<StepStatus>))]
public enum StepStatus
{
    /// <summary>Its input is recorded; it runs, or is about to.</summary>
    Running = 1,

    /// <summary>Waits for an instant, an event, a completion or its next try; or for its run, which no host works on: the run's status and reason say why.</summary>
    Waiting = 2,

    /// <summary>Ended well.</summary>
    Succeeded = 10,

    /// <summary>Failed for good.</summary>
    Failed = 11,

    /// <summary>The run was cancelled while it ran.</summary>
    Cancelled = 12,

    /// <summary>An at-most-once step was interrupted: it may or may not have happened.</summary>
    Uncertain = 13,

    /// <summary>Nothing came within the wait's timeout.</summary>
    TimedOut = 14,
}
