namespace Automation.Scheduling;

/// <summary>One due instant of a timetable.</summary>
/// <param name="Due">The instant, UTC.</param>
/// <param name="Local">The same instant on the wall clock of the timetable's zone.</param>
/// <param name="Note">What the change of clocks has to do with it, as a sentence; mostly null.</param>
internal readonly record struct ScheduledTime(DateTimeOffset Due, DateTime Local, string? Note);
