namespace Automation.Definitions;

/// <summary>A condition of the host's.</summary>
/// <param name="Place">Where: <c>When</c>, or <c>step 'locked'</c>.</param>
/// <param name="Condition">Its record.</param>
internal sealed record ConditionUse(string Place, Type Condition) : DraftEntry;
