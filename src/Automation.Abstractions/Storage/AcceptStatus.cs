namespace Automation.Storage;

/// <summary>What became of an <see cref="AcceptOperation"/>.</summary>
public enum AcceptStatus
{
    /// <summary>Stored.</summary>
    Accepted,

    /// <summary>The key was seen before with the same body; nothing stored.</summary>
    Duplicate,

    /// <summary>The key was seen before with another body; nothing stored.</summary>
    Conflict,

    /// <summary>The scope's version, or that of the rules that all scopes share, is not the one that the operation was decided with; nothing stored.</summary>
    StaleScope,

    /// <summary>The event is not in the intake, or another process is taking it from there; nothing stored.</summary>
    NotInIntake,

    /// <summary>The schedule of the occurrence, or of the poll, has another due instant by now, is being moved on by another process, or is not due yet, or so has the series that was to end; nothing stored.</summary>
    NotDue,

    /// <summary>A rule has as many runs that work or wait as the operation allows (<see cref="RunLimits.MaxQueued"/>); nothing stored.</summary>
    Busy,

    /// <summary>A series that the event was to join is another one by now, is due, or has ended; nothing stored. See <see cref="AcceptResult.Series"/>.</summary>
    OtherSeries,

    /// <summary>The chain (<see cref="AcceptOperation.Root"/>) has started as many runs as the operation allows (<see cref="AcceptOperation.MaxRunsPerRoot"/>); nothing stored.</summary>
    ChainFull,

    /// <summary>A budget has no room for a run of the operation (<see cref="NewRun.Reservation"/>); nothing stored. See <see cref="AcceptResult.OverBudget"/>.</summary>
    OverBudget,
}
