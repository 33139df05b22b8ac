using Automation.Definitions;

namespace Automation;

/// <summary>Takes a rule's definition: first what starts it and when it may run, then its steps.</summary>
/// <remarks>Not thread-safe. Refuses every change after the rule's <c>Define</c> returned.</remarks>
/// <typeparam name="TInput">The value that the rule works on.</typeparam>
public sealed partial class RuleBuilder<TInput> : Block<TInput>
{
    internal RuleBuilder(RuleDraft rule)
        : base(rule, rule.Body)
    {
    }
}
