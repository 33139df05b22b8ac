namespace Automation.Storage;

/// <summary>What comes to a run from outside its owner. The numbers are stored.</summary>
public enum SignalKind
{
    /// <summary>Somebody asks the run to end. Path empty; body: the reason as JSON string or null.</summary>
    Cancel = 1,

    /// <summary>A deferred step was completed. Nonce: the try; body: the result, or the error.</summary>
    Completion = 2,

    /// <summary>An awaited event was accepted. Nonce: the event's id; body: its payload.</summary>
    Event = 3,

    /// <summary>Somebody releases a parked or quarantined run. Path empty.</summary>
    Release = 4,

    /// <summary>The run's subject is overridden: nothing more of it starts as long as this signal is there. Path and nonce empty; body: why, as JSON string. Nobody consumes it but the end of the run.</summary>
    Pause = 5,
}
