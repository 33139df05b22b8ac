namespace Automation.Storage;

/// <summary>A batch was refused, and nothing of it stored, for some of its operations: it is sent again without them, and they are answered so.</summary>
internal abstract class BatchRefusedException : Exception;
