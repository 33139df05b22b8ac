namespace Automation.Running.Machine;

/// <summary>How a run ends.</summary>
internal sealed record RunEnd(RunStatus Status, string? Reason, StepError? Error = null);
