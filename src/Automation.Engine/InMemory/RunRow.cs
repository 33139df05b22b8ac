using System.Collections.Immutable;

namespace Automation.Storage;

/// <summary>A run with all that hangs on it.</summary>
internal sealed class RunRow(RunRecord record, long eventsBefore, RunLimits? limits, BudgetReservation? reservation)
{
    /// <summary>What limits the run, as it was created; the numbers may have changed since.</summary>
    public RunLimits? Limits { get; } = limits;

    /// <summary>What the run took of budgets.</summary>
    public BudgetReservation? Reservation { get; } = reservation;

    /// <summary>The key that no other run of the rule may have while this one has it or waits for it. Null: none, or it gave it up.</summary>
    public string? Overlap { get; set; } = limits?.Overlap;

    public RunRecord Record { get; } = record;

    /// <summary>The number of the last event that was accepted before the run was created, or with it.</summary>
    public long EventsBefore { get; } = eventsBefore;

    public LiveRecord? Live { get; set; }

    /// <summary>Since when it waits to be taken: ready, in probation or parked; null in other states.</summary>
    public DateTimeOffset? Since { get; set; }

    public List<LedgerEntry> Entries { get; } = [];

    public HashSet<(string Path, EntryKind Kind, int Try)> EntryKeys { get; } = [];

    /// <summary>The unconsumed signals, oldest first.</summary>
    public ImmutableArray<SignalRecord> Signals { get; set; } = [];

    public Dictionary<string, WaitRow> Waits { get; } = new(StringComparer.Ordinal);

    public SortedList<long, LogRecord> Log { get; } = [];

    /// <summary>The ledger row that ended the run; null while it lives.</summary>
    public LedgerEntry? End { get; set; }

    public RunStatus Status => Live?.State.ToRunStatus() ?? End!.RunStatus!.Value;

    public bool IsOwnedBy(NodeLease? node, long claimNumber) => IsOwnedBy(node) && Live!.ClaimNumber == claimNumber;

    public bool IsOwnedBy(NodeLease? node) => node is not null && Live is { State: LiveState.Owned } live && live.Owner == node.NodeId;
}
