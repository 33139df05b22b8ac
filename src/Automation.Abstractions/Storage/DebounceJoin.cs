namespace Automation.Storage;

/// <summary>Lets an event wait with others of its series until its subject is quiet: part of the acceptance of an event. The first of a series begins it.</summary>
/// <remarks>A series has the key scope, rule and <see cref="Key"/>, and the id of the run that it will start.</remarks>
public sealed class DebounceJoin
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What must be quiet: the subject, or the empty text when there is none.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// The series, by the run that it will start. It is joined when it is the present one of its key and not due by the store's clock, and begun when there is none and this one has not ended yet;
    /// else nothing of the operation is stored, and the answer is <see cref="AcceptStatus.OtherSeries"/>. So a series that is due has its last event, and can be ended however many follow.
    /// </summary>
    public required RunId RunId { get; init; }

    /// <summary>The hash of the rule's version that this event was matched with; the last event's counts.</summary>
    public required string RuleHash { get; init; }

    /// <summary>The trigger's id inside the rule; the last event's counts.</summary>
    public required string TriggerId { get; init; }

    /// <summary>How long it must be quiet from this event on, more than zero.</summary>
    public required TimeSpan Quiet { get; init; }

    /// <summary>How long the series lasts at most, from its first event on, at least <see cref="Quiet"/>. That of the first event counts.</summary>
    public required TimeSpan Longest { get; init; }
}
