namespace Automation.Storage;

/// <summary>The last event that a chunk looked at: events are walked by type, then by id.</summary>
public sealed record PurgeCursor(string Type, AutomationEventId Id);
