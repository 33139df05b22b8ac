namespace Automation.Hosting;

/// <summary>A class that handles actions or answers conditions.</summary>
internal sealed record HandlerRegistration(Type Handler);
