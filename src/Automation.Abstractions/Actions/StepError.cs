namespace Automation;

/// <summary>Why a step failed.</summary>
public sealed record StepError
{
    /// <summary>A stable word: <c>exception</c>, <c>timeout</c>, <c>unknown-action</c>, <c>template-too-large</c>, <c>uncertain</c>, <c>failed</c> (a Fail node) …</summary>
    public required string Code { get; init; }

    /// <summary>The message, cut at 32 KiB, with characters that no store can hold replaced.</summary>
    public required string Message { get; init; }

    /// <summary>The id of the step that failed; for a Fail node, of the node that encloses it.</summary>
    public string StepId { get; init; } = "";

    /// <summary>The CLR type of the exception; null when there was none.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>The stack trace, cut at 32 KiB; null when there was none.</summary>
    public string? StackTrace { get; init; }
}
