namespace Automation.Simulation;

/// <summary>A trigger that polls.</summary>
[Trigger("mailbox")]
public sealed record Mailbox : ITrigger<Letter>;
