namespace Automation;

/// <summary>What can be said of a reason without its event.</summary>
public static class VerdictReasonExtensions
{
    /// <summary>
    /// Whether verdicts of this reason are dull: they say that a rule went its ordinary way (<see cref="VerdictReason.Ran"/>, <see cref="VerdictReason.ConditionFalse"/>, <see cref="VerdictReason.Debounced"/>),
    /// or that a setting keeps it off (<see cref="VerdictReason.Disabled"/>, <see cref="VerdictReason.Paused"/>, <see cref="VerdictReason.OptedOut"/>). The others are failures, and refusals of guards.
    /// </summary>
    public static bool IsDull(this VerdictReason reason) => reason
        is VerdictReason.Ran or VerdictReason.ConditionFalse or VerdictReason.Debounced or VerdictReason.Disabled or VerdictReason.Paused or VerdictReason.OptedOut;
}
