namespace Automation.Storage;

/// <summary>The store could not do what was asked; nothing was stored, and a later try may work.</summary>
/// <param name="message">What was tried and what the store said.</param>
/// <param name="innerException">The store's own fault.</param>
public class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
