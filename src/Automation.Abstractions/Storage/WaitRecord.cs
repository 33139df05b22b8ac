namespace Automation.Storage;

/// <summary>A step that waits for an event of a type about a subject.</summary>
/// <param name="Path">The step.</param>
/// <param name="EventType">The stored name of the event's type.</param>
/// <param name="Subject">The subject, compared ordinally.</param>
/// <param name="After">Where the look-back begins: of the events that were accepted before the wait, only those with a greater id count. Every later event counts, whatever its id.</param>
public sealed record WaitRecord(StepPath Path, string EventType, string Subject, AutomationEventId After);
