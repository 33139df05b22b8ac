namespace Automation;

/// <summary>What may start a rule.</summary>
/// <param name="Id">The trigger's id inside the rule.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Type">The stored name of the event's type, or of the host's trigger type; null for the other kinds.</param>
public sealed record RuleTrigger(string Id, TriggerKind Kind, string? Type);
