namespace Automation;

/// <summary>One or more rules are faulty. All faults are reported together.</summary>
/// <param name="faults">The faults; at least one.</param>
public sealed class RuleDefinitionException(IReadOnlyList<RuleFault> faults)
    : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>The faults, in the order of the rules and their steps.</summary>
    public IReadOnlyList<RuleFault> Faults { get; } = faults;
}
