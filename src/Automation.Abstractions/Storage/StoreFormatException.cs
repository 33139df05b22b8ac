namespace Automation.Storage;

/// <summary>What is stored has a form that this package does not know.</summary>
/// <param name="message">What was found, what was expected, and the way out.</param>
public sealed class StoreFormatException(string message) : Exception(message);
