using System.Text.Json;

namespace Automation;

/// <summary>One step of a <see cref="PreviewReport"/>.</summary>
public sealed record PreviewStep
{
    /// <summary>The step's id, with the indexes of the loops around it. In a loop whose items are not known, the body is shown once, with <c>*</c> for the index.</summary>
    public required StepPath Path { get; init; }

    /// <summary>The stored name of the action; <c>code</c>, <c>condition</c>, <c>loop</c>, <c>delay</c>, <c>wait</c>, <c>stop</c> or <c>fail</c> for other steps.</summary>
    public required string Action { get; init; }

    /// <summary>Whether the flow reaches it for certain when what comes before it succeeds. False in branches and loops that depend on what only a run can tell.</summary>
    public required bool Certain { get; init; }

    /// <summary>The input, rendered as the step would get it; for a loop its items. Null when there is none, or when it depends on a result.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The ids of the steps on whose results the input depends, which are not known; empty when it is rendered.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What the action says it would do, or what is known of the step, in a sentence; null when nothing is.</summary>
    public string? Summary { get; init; }

    /// <summary>The result that it would have, for a condition its answer; null when that is not known.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it would fail, or why the action could not say what it would do; null when there is no fault.</summary>
    public StepError? Error { get; init; }
}
