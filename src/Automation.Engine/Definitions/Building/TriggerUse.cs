namespace Automation.Definitions;

/// <summary>A trigger of the host's.</summary>
internal sealed record TriggerUse(string Place, Type Trigger) : DraftEntry;
