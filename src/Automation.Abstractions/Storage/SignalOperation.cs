namespace Automation.Storage;

/// <summary>Delivers a signal to a live run of the scope. Answered by <see cref="SignalResult"/>.</summary>
/// <remarks>A signal whose key exists already is not stored again, and is answered like the first. A run without an owner becomes ready (also a parked one when <see cref="WakesHeld"/>).</remarks>
public sealed class SignalOperation : StoreOperation
{
    /// <summary>The scope; a run of another one is answered like a run that does not exist.</summary>
    public required string Scope { get; init; }

    /// <summary>The signal.</summary>
    public required SignalRecord Signal { get; init; }

    /// <summary>The run.</summary>
    public required RunId RunId { get; init; }

    /// <summary>Whether a run in state <see cref="LiveState.Parked"/> or <see cref="LiveState.Quarantined"/> becomes ready too, with its rescues back at 0. For cancel and release.</summary>
    public bool WakesHeld { get; init; }
}
