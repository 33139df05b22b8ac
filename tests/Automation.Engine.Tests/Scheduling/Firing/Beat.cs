namespace Automation.Scheduling.Firing;

/// <summary>What the rules of these tests do with an occurrence.</summary>
[Action("beat")]
public sealed record Beat(Occurrence Occurrence) : IAction;
