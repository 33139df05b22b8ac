namespace Automation.Storage;

/// <summary>
/// Records what a run's owner found out, and what follows from it. Refused as a whole unless the node owns the run with this claim number.
/// Answered by <see cref="RecordResult"/>.
/// </summary>
/// <remarks>Within a batch there is at most one per run.</remarks>
public sealed class RecordOperation : StoreOperation
{
    /// <summary>The run.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The claim number that the writer holds.</summary>
    public required long ClaimNumber { get; init; }

    /// <summary>Ledger rows to insert; their keys (run, path, kind, try) are new.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init; } = [];

    /// <summary>Signals that the writer has dealt with; deleted. Unknown ones are ignored.</summary>
    public IReadOnlyList<SignalKey> Consumed { get; init; } = [];

    /// <summary>Waits that begin. The store looks back to the run's creation and inserts a signal for every matching event that it accepted since, in that order.</summary>
    public IReadOnlyList<WaitRecord> Waits { get; init; } = [];

    /// <summary>Paths whose waits are over; deleted.</summary>
    public IReadOnlyList<StepPath> EndedWaits { get; init; } = [];

    /// <summary>Log lines to insert.</summary>
    public IReadOnlyList<LogRecord> Log { get; init; } = [];

    /// <summary>Whether the run showed that it can live: its rescues are set back to 0.</summary>
    public bool ClearRescues { get; init; }

    /// <summary>Whether the run has <see cref="RunLimits"/>: when it lets go of its permit, the next one gets it.</summary>
    public bool Limited { get; init; }

    /// <summary>What becomes of the run.</summary>
    public required RunTransition Transition { get; init; }
}
