namespace Automation.Storage;

/// <summary>One row of a run's ledger: what came out, and what was decided with it. Never updated.</summary>
public sealed record LedgerEntry
{
    /// <summary>The step; empty for rows about the run.</summary>
    public required StepPath Path { get; init; }

    /// <summary>What the row says.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Part of the key; see <see cref="EntryKind"/>.</summary>
    public int Try { get; init; }

    /// <summary>The order within the run, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>For an outcome: how the step ended. Null for other kinds.</summary>
    public StepStatus? Status { get; init; }

    /// <summary>When the try started, UTC; null when nothing was run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it came out, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The result or error, UTF-8 JSON in the engine's own form; may be empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What was decided with it, in the engine's own form; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Next { get; init; }

    /// <summary>The status that the run ended with; written by the store on the row that ended it, null on all others.</summary>
    public RunStatus? RunStatus { get; init; }

    /// <summary>Why the run ended; null on all other rows.</summary>
    public string? RunReason { get; init; }
}
