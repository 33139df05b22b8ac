namespace Automation.Storage;

/// <summary>Identifies a signal within its run.</summary>
/// <param name="Path">The step it is for; the default (null) path for the run as a whole is written as an empty string.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Nonce">Tells signals of one kind and path apart; the same nonce again is the same signal.</param>
public readonly record struct SignalKey(StepPath Path, SignalKind Kind, string Nonce);
