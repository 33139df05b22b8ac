namespace Automation;

/// <summary>What came of a step that was allowed to fail (<c>Try</c>), when its action has no result.</summary>
public sealed record StepOutcome
{
    /// <summary>Whether the step succeeded.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public StepError? Error { get; init; }
}
