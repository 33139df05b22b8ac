namespace Automation.Storage;

/// <summary>The answer to an <see cref="AcceptOperation"/>.</summary>
public sealed class AcceptResult : OperationResult
{
    /// <summary>What happened.</summary>
    public required AcceptStatus Status { get; init; }

    /// <summary>For <see cref="AcceptStatus.Duplicate"/> and <see cref="AcceptStatus.Conflict"/>: the id of the event or run that was accepted first.</summary>
    public Guid OriginalId { get; init; }

    /// <summary>For <see cref="AcceptStatus.Busy"/>: the rules whose runs were not created, in the order of the operation's runs.</summary>
    public IReadOnlyList<BusyRule> Busy { get; init; } = [];

    /// <summary>For <see cref="AcceptStatus.ChainFull"/>: how many runs were counted for the chain.</summary>
    public int RunsOfRoot { get; init; }

    /// <summary>For <see cref="AcceptStatus.OverBudget"/>: the runs that there was no room for, in the order of the operation's runs.</summary>
    public IReadOnlyList<OverBudgetRun> OverBudget { get; init; } = [];

    /// <summary>Runs that got a signal from the event, or a cancel from a run that replaces them, and are owned by the node that wrote: their drivers must look.</summary>
    public IReadOnlyList<RunId> Notify { get; init; } = [];

    /// <summary>The runs of the operation that wait for a permit, or for another run to end: also those that were to be owned.</summary>
    public IReadOnlyList<RunId> Blocked { get; init; } = [];

    /// <summary>Whether a run that nobody owns became ready: a claim will find it.</summary>
    public bool MadeReady { get; init; }

    /// <summary>For <see cref="AcceptStatus.OtherSeries"/>: the present series of each of <see cref="AcceptOperation.Debounces"/>, in their order; null where there is none.</summary>
    /// <remarks>Operations of the same batch that were applied before may have changed one since.</remarks>
    public IReadOnlyList<DebounceRecord?> Series { get; init; } = [];
}
