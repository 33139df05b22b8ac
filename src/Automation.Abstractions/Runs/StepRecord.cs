using System.Text.Json;

namespace Automation;

/// <summary>One step of a run, as history shows it.</summary>
public sealed record StepRecord
{
    /// <summary>The step, with its loop indexes.</summary>
    public required StepPath Path { get; init; }

    /// <summary>The action's stored name; <c>code</c> for code in place, <c>delay</c>, <c>wait</c> for nodes that wait, <c>condition</c> for a condition of the host's.</summary>
    public required string Action { get; init; }

    /// <summary>Where it stands.</summary>
    public required StepStatus Status { get; init; }

    /// <summary>The rendered input, recorded before the first try; null for nodes without one.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The result; null while there is none.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public StepError? Error { get; init; }

    /// <summary>The finished tries, in order; the last one is the one that gave the outcome.</summary>
    public required IReadOnlyList<AttemptRecord> Attempts { get; init; }

    /// <summary>Whether its outcome was taken over from the run that this one runs again (<see cref="RunSummary.RerunOf"/>): it was not done here, and has no attempts.</summary>
    public bool Reused { get; init; }

    /// <summary>The jobs that the step started elsewhere.</summary>
    public IReadOnlyList<JobId> Jobs { get; init; } = [];

    /// <summary>When the first try started, UTC; null when that is not recorded yet.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the outcome was reached, UTC; null while there is none.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The last progress reported, 0 to 100; null when none was.</summary>
    public double? Percent { get; init; }

    /// <summary>The phase reported last; null when none was.</summary>
    public string? Phase { get; init; }
}
