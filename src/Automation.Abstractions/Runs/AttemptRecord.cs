namespace Automation;

/// <summary>One finished try of a step.</summary>
public sealed record AttemptRecord
{
    /// <summary>The try, counted from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public StepError? Error { get; init; }
}
