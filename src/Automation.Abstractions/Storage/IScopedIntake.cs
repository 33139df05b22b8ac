namespace Automation.Storage;

/// <summary>The engine's side of events that a host saves in a transaction of its own: for packages of stores, which get it by casting an <see cref="IScopedAutomation"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IScopedIntake
{
    /// <summary>Checks an event as a publish does, and makes what is to be saved of it. Stores nothing.</summary>
    /// <exception cref="EventRejectedException">The event is not acceptable.</exception>
    /// <exception cref="InvalidOperationException">The engine's store is no <see cref="IIntakeStore"/>.</exception>
    IntakeRecord Prepare(object @event, PublishOptions? options);

    /// <summary>Saved events were committed just now: they are looked for at once, instead of at the next poll.</summary>
    void Wake();
}
