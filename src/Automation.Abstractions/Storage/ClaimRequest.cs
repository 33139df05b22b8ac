namespace Automation.Storage;

/// <summary>What a node is ready to take.</summary>
public sealed class ClaimRequest
{
    /// <summary>The node.</summary>
    public required NodeLease Node { get; init; }

    /// <summary>The claimer's clock, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How many runs at most, those in probation included.</summary>
    public required int Limit { get; init; }

    /// <summary>How many runs in probation with two rescues at most.</summary>
    public int ProbationLimit { get; init; }

    /// <summary>Whether one run with three rescues may be taken. It is then the only one that the call claims.</summary>
    public bool Alone { get; init; }

    /// <summary>Scopes of which no ready run is taken, nor woken for one of the <see cref="Needs"/>, since they hold their share of the node's places. Few; usually none.</summary>
    /// <remarks>Runs in probation are taken whatever their scope, and timers whose instant has come become ready.</remarks>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>What the node has of that which parked runs need: those of <see cref="DueInfo.Needs"/> that it can meet. Few; usually none.</summary>
    /// <remarks>
    /// Runs that were held for the want of one of them (<see cref="RunTransition.Hold.Need"/>) are woken in the same act, the oldest first and no more than
    /// <see cref="Limit"/>: ready, or blocked until they have a permit, with their rescues back at 0 and no reason. Then the claim goes on as ever.
    /// </remarks>
    public IReadOnlyList<string> Needs { get; init; } = [];
}
