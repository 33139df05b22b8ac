namespace Automation.Hosting;

/// <summary>An event's class.</summary>
internal sealed record EventRegistration(Type Event);
