namespace Automation.Storage;

/// <summary>A step that waits for an event of a type about a subject.</summary>
/// <param name="Path">The step.</param>
/// <param name="EventType">The stored name of the event's type.</param>
/// <param name="Subject">The subject, compared ordinally.</param>
/// <remarks>
/// It waits from the run's creation on, in the order in which the store accepted: every event of the scope with this type and subject that the store
/// accepted after it created the run counts, whatever its id or time. The event that started the run, and those before it, never do.
/// </remarks>
public sealed record WaitRecord(StepPath Path, string EventType, string Subject);
