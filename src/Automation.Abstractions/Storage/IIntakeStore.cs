namespace Automation.Storage;

/// <summary>What a store adds when a host can save events in it by transactions of its own: implemented beside <see cref="IAutomationStore"/>.</summary>
/// <remarks>
/// Saving an event takes no lock that an operation of the store could wait for, however long the host's transaction stays open. A saved event is accepted by an
/// <see cref="AcceptOperation"/> with <see cref="AcceptOperation.FromIntake"/>, which also takes it out of the intake. Any number of processes may try.
/// </remarks>
public interface IIntakeStore
{
    /// <summary>Saved events that are committed and not accepted yet, about in the order in which they were saved.</summary>
    /// <param name="except">Events to pass over.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<IntakeRecord>> ListIntakeAsync(IReadOnlyCollection<AutomationEventId> except, int limit, CancellationToken cancellationToken);
}
