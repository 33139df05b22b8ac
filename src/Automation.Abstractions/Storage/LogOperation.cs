namespace Automation.Storage;

/// <summary>Stores log lines and progress of a run that is still being worked on. Refused unless the node owns the run with this claim number. Answered by <see cref="LogResult"/>.</summary>
public sealed class LogOperation : StoreOperation
{
    /// <summary>The run.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The claim number that the writer holds.</summary>
    public required long ClaimNumber { get; init; }

    /// <summary>The lines. One whose number exists in the run already is not stored again.</summary>
    public required IReadOnlyList<LogRecord> Lines { get; init; }
}
