namespace Automation.Simulation;

/// <summary>What is found in a mailbox, or delivered to a webhook.</summary>
[Event("letter", Subject = nameof(Id))]
public sealed record Letter(string Id);
