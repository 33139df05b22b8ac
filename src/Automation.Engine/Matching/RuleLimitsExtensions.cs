using Automation.Definitions;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>How many runs of a rule may be worked on at the same time.</summary>
internal static class RuleLimitsExtensions
{
    /// <summary>The rule's limit and the host's limit per scope; null when there is neither.</summary>
    public static RunLimits? LimitsOf(this RuleDefinition rule, AutomationOptions options) =>
        rule.Guards.MaxRunsPerScope is null && options.MaxRunsPerScope is null ? null : new RunLimits(rule.Guards.MaxRunsPerScope, options.MaxRunsPerScope);
}
