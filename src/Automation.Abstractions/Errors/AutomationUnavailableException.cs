namespace Automation;

/// <summary>The store could not be reached, or did not say whether it stored. Ask again with the same key: nothing happens twice.</summary>
/// <param name="message">What was asked and what happened.</param>
/// <param name="innerException">The store's fault.</param>
public sealed class AutomationUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
