using System.Text.Json;

namespace Automation.Previewing;

/// <summary>What is known of an action that is not done.</summary>
internal sealed record PreviewAnswer
{
    /// <summary>What it would do; null when nobody says.</summary>
    public string? Summary { get; init; }

    /// <summary>Whether its outcome is known: success, with <see cref="Result"/> if the action has one.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>The result that it would have; undefined when there is none or it is not known.</summary>
    public JsonElement Result { get; init; }

    /// <summary>Why it would fail, as its preview says; null when it does not say so.</summary>
    public StepError? WouldFail { get; init; }

    /// <summary>Why the preview could not answer; null when it could.</summary>
    public StepError? Fault { get; init; }
}
