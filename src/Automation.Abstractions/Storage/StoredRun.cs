namespace Automation.Storage;

/// <summary>A run with everything that driving or showing it needs.</summary>
public sealed record StoredRun
{
    /// <summary>What was stored at its creation.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>The event that started it; null for a manual start.</summary>
    public EventRecord? Event { get; init; }

    /// <summary>The ledger, by sequence.</summary>
    public required IReadOnlyList<LedgerEntry> Entries { get; init; }

    /// <summary>The unconsumed signals, oldest first.</summary>
    public required IReadOnlyList<SignalRecord> Signals { get; init; }

    /// <summary>The waits that began and did not end, in any order.</summary>
    public required IReadOnlyList<WaitRecord> Waits { get; init; }

    /// <summary>The live row; null when the run has ended.</summary>
    public LiveRecord? Live { get; init; }

    /// <summary>The greatest log number of the run; 0 when it has no lines.</summary>
    public long LastLogNumber { get; init; }
}
