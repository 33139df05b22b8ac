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
}
