namespace Automation.Storage;

/// <summary>The store works, and other transactions stood in the way each time it tried; nothing was stored.</summary>
/// <remarks>A batch that was refused so is divided: what nothing stands in the way of is stored at once.</remarks>
/// <param name="message">What was tried and what the store said.</param>
/// <param name="innerException">The store's own fault.</param>
public sealed class StoreConflictException(string message, Exception? innerException = null) : StoreUnavailableException(message, innerException);
