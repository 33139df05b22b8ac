namespace Automation.Hosting;

/// <summary>A trigger type of the host's.</summary>
internal sealed record TriggerRegistration(Type Trigger);
