namespace Automation.Hosting;

/// <summary>A class that handles or previews actions, answers conditions, or polls for triggers.</summary>
internal sealed record HandlerRegistration(Type Handler);
