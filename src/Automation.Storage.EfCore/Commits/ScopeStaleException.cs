namespace Automation.Storage;

/// <summary>A batch was refused since a scope's version is another one; it is sent again without the operations that this concerns.</summary>
internal sealed class ScopeStaleException : BatchRefusedException;
