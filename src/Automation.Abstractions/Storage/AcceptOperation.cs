namespace Automation.Storage;

/// <summary>Accepts an event, or a manual start, with everything that follows from it: dedupe key, runs, wake-ups. Answered by <see cref="AcceptResult"/>.</summary>
public sealed class AcceptOperation : StoreOperation
{
    /// <summary>The scope of the event and of all runs.</summary>
    public required string Scope { get; init; }

    /// <summary>The scope's version that the matching was decided with; refused when it is another one. Null: not checked.</summary>
    public long? ScopeVersion { get; init; }

    /// <summary>The version of <see cref="SharedScope"/> that the matching was decided with: when it is another one, the operation is refused as one with another <see cref="ScopeVersion"/>. Null: not checked.</summary>
    public long? SharedVersion { get; init; }

    /// <summary>The event to store; null for a manual start.</summary>
    public EventRecord? Event { get; init; }

    /// <summary>The key that makes this a duplicate when it was seen before; null for none.</summary>
    public DedupeKey? Dedupe { get; init; }

    /// <summary>The event from outside that began the chain which the operation is part of: the event's own (<see cref="EventRecord.Root"/>) unless it says another; null for a manual start that is part of none.</summary>
    public AutomationEventId? Root
    {
        get => field ?? Event?.Root;
        init;
    }

    /// <summary>
    /// How many runs a chain (<see cref="Root"/>) may start in all, those of the operation included; null: they are not counted. The runs of operations that say a
    /// number are counted in the same act, and when they would be more, none of the operation is stored: <see cref="AcceptStatus.ChainFull"/>. A duplicate counts nothing.
    /// </summary>
    public int? MaxRunsPerRoot { get; init; }

    /// <summary>With how many runs the count of the chain begins, when nothing of it was counted before: those that the event from outside started itself. Ignored without <see cref="MaxRunsPerRoot"/>.</summary>
    public int FirstRunsOfRoot { get; init; }

    /// <summary>The runs to create.</summary>
    public required IReadOnlyList<NewRun> Runs { get; init; }

    /// <summary>
    /// Whether runs may wait for events of this type. If so, every wait of the scope on (type, subject) gets a signal of kind
    /// <see cref="SignalKind.Event"/> with the event's id as nonce and its payload as body. An event without a subject reaches no wait.
    /// </summary>
    public bool MayBeAwaited { get; init; }

    /// <summary>
    /// Whether the event is one of the intake, under its own id. It is taken out in the same transaction, also as a duplicate or a conflict; when it is not there any more,
    /// or another process is taking it, nothing is stored and the answer is <see cref="AcceptStatus.NotInIntake"/>. For an <see cref="IIntakeStore"/> only.
    /// </summary>
    public bool FromIntake { get; init; }

    /// <summary>
    /// The schedule whose occurrence this is, or whose poll ends with this item; null for none. It is moved on, and its cursor, in the same transaction, also as a duplicate or a conflict. When another
    /// process has moved it on, is just doing so, or the instant has not come, nothing is stored and the answer is <see cref="AcceptStatus.NotDue"/>.
    /// A scope of another version is answered before a duplicate, so that the schedule moves on with rules that are current. A schedule is moved once per batch.
    /// </summary>
    public ScheduleAdvance? Advance { get; init; }

    /// <summary>The series of events that this one joins, at most one for each rule; empty for none. A duplicate or a conflict joins none.</summary>
    public IReadOnlyList<DebounceJoin> Debounces { get; init; } = [];

    /// <summary>
    /// The series that ends with this event, which has the id of the run that was reserved for it; null for none. It is gone with this operation. When the series is not as it was read, or is not due,
    /// nothing is stored and the answer is <see cref="AcceptStatus.NotDue"/>.
    /// </summary>
    public DebounceEnd? Debounced { get; init; }
}
