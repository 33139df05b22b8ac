namespace Automation.Storage;

/// <summary>The answer to a <see cref="LogOperation"/>.</summary>
public sealed class LogResult : OperationResult
{
    /// <summary>False: the node no longer owns the run with this claim number; nothing was stored.</summary>
    public required bool Applied { get; init; }
}
