namespace Automation.Previewing;

/// <summary>How a block, or a node, lets the flow go on.</summary>
/// <param name="Status">How the run ends there; null when the flow goes on.</param>
/// <param name="Certain">Whether it does so for certain; false where that depends on what only a run can tell.</param>
/// <param name="Reason">Why it ends; null when there is nothing to say.</param>
/// <param name="Error">For a failure: the error.</param>
internal sealed record PreviewEnd(RunStatus? Status, bool Certain, string? Reason = null, StepError? Error = null)
{
    public static PreviewEnd GoesOn { get; } = new(null, true);

    /// <summary>Somewhere on the way it may end.</summary>
    public static PreviewEnd MayEnd { get; } = new(null, false);

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsFinal => Status is not null && Certain;

    public static PreviewEnd Failed(StepError error) => new(RunStatus.Failed, true, error.Message, error);
}
