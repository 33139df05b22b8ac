namespace Automation.Storage;

/// <summary>A run to create.</summary>
public sealed class NewRun
{
    /// <summary>The run.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>Whether the writing node claims it in the same act (claim number 1), else it is ready (claim number 0).</summary>
    public required bool Owned { get; init; }

    /// <summary>The ledger rows that the run begins with, by sequence; stored with it. They are what a re-run takes over from the run before.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init; } = [];

    /// <summary>How many runs may be worked on beside it; null for no limits. The numbers count for all runs of the rule, or of the scope, from this commit on.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>What it reserves of budgets; null for nothing.</summary>
    public BudgetReservation? Reservation { get; init; }

    /// <summary>The body of the cancel that the run sends, in the same act, to every live run of its rule that is about the same; null: it waits for them. Needs <see cref="RunLimits.Overlap"/>.</summary>
    /// <remarks>It begins when the one at work has ended all the same. Those that wait give up their place, and only end.</remarks>
    public ReadOnlyMemory<byte>? Replaces { get; init; }
}
