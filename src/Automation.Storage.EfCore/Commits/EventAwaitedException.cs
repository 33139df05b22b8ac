namespace Automation.Storage;

/// <summary>A run waits for an event of a batch that was sent without the statements that deliver it; nothing was stored.</summary>
internal sealed class EventAwaitedException : Exception;
