namespace Automation.Scheduling.Firing;

/// <summary>What stored rules of these tests do.</summary>
[Action("note")]
public sealed record Note(string Due) : IAction;
