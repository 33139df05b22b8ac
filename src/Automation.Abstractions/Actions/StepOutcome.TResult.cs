namespace Automation;

/// <summary>What came of a step that was allowed to fail (<c>Try</c>).</summary>
/// <typeparam name="TResult">The action's result.</typeparam>
public sealed record StepOutcome<TResult>
{
    /// <summary>Whether the step succeeded; only then <see cref="Result"/> means anything.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The result; the type's default when the step failed.</summary>
    public TResult? Result { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public StepError? Error { get; init; }
}
