namespace Automation.Storage;

/// <summary>What becomes of a run after a <see cref="RecordOperation"/>.</summary>
/// <remarks>Park and End are applied only when the run has no unconsumed signal left; everything else of the operation is stored all the same.</remarks>
public abstract record RunTransition
{
    private RunTransition()
    {
    }

    /// <summary>The owner goes on with it.</summary>
    public sealed record Continue : RunTransition
    {
        /// <summary>The one instance that is needed.</summary>
        public static Continue Instance { get; } = new();
    }

    /// <summary>Nobody owns it until its due instant or a signal. It came to rest, so its rescues are set back to 0.</summary>
    /// <param name="DueAt">When it can be claimed again, UTC; null: only a signal wakes it.</param>
    public sealed record Park(DateTimeOffset? DueAt) : RunTransition;

    /// <summary>
    /// Nobody owns it until somebody acts, or a node says that it has what it needs: state <see cref="LiveState.Parked"/>. Applied whatever signals there are; when a cancel or a release
    /// is among them, somebody acted already, and it is ready at once with its rescues back at 0.
    /// </summary>
    /// <param name="Reason">What it needs, in words.</param>
    public sealed record Hold(string Reason) : RunTransition
    {
        /// <summary>How needs begin that no node meets by what it has, but time or a person: they stand behind all others, and no diagnosis names them.</summary>
        public const string OfTimeOrPeople = "~";

        /// <summary>
        /// The name of what the holder lacks and another node may have: a claim that says it has it (<see cref="ClaimRequest.Needs"/>) takes the run up again,
        /// without a person. Null when only a person can help.
        /// </summary>
        public string? Need { get; init; }
    }

    /// <summary>Nobody owns it and any node may claim it, from probation if it came from there. Applied whatever signals there are; not charged as a rescue.</summary>
    public sealed record Release : RunTransition
    {
        /// <summary>The one instance that is needed.</summary>
        public static Release Instance { get; } = new();
    }

    /// <summary>It ends: its live row, waits, and signals go; the last entry of the operation carries the status.</summary>
    /// <param name="Status">One of the ended statuses.</param>
    /// <param name="Reason">Why, in words; null when there is nothing to say.</param>
    public sealed record End(RunStatus Status, string? Reason) : RunTransition
    {
        /// <summary>
        /// What the run cost, in millionths of a credit, 0 or more; may be more than it had reserved. It takes the place of the reservation (<see cref="NewRun.Reservation"/>) in the act that ends the run.
        /// Null, which is right for a run that has none, leaves one as it is.
        /// </summary>
        public long? Spent { get; init; }
    }
}
