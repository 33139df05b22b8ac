namespace Automation.Storage;

/// <summary>
/// Holds the runs of a rule in a scope that are ready, blocked or queued and of which nothing is recorded yet, unless a signal other than <see cref="SignalKind.Pause"/> waits for them; also those that are held because their subject is overridden, so that they wait for both: <see cref="LiveState.Parked"/>, without a permit; one that is <see cref="LiveState.Queued"/> when its turn comes.
/// Those that were started or run again by hand at <paramref name="Since"/> or later are left alone.
/// </summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="Need">What they wait for. See <see cref="RunTransition.Hold.Need"/>.</param>
/// <param name="Since">From when on whoever starts a run by hand means it, UTC.</param>
public sealed record QueuedHold(string Reason, string Need, DateTimeOffset Since);
