namespace Automation.Storage;

/// <summary>The store cannot say whether a commit was stored. The engine reads back by its own ids and never repeats blindly.</summary>
/// <param name="message">What was tried and what the store said.</param>
/// <param name="innerException">The store's own fault.</param>
public sealed class CommitUnknownException(string message, Exception? innerException = null) : Exception(message, innerException);
