using System.Diagnostics.CodeAnalysis;

namespace Automation.Definitions.Json;

/// <summary>What came of reading a rule: the rule, or everything that is wrong with it.</summary>
internal sealed class RuleJsonResult
{
    private RuleJsonResult(RuleDefinition? rule, IReadOnlyList<RuleFault> faults) => (Rule, Faults) = (rule, faults);

    [MemberNotNullWhen(true, nameof(Rule))]
    public bool IsValid => Rule is not null;

    /// <summary>The rule; null when there are faults.</summary>
    public RuleDefinition? Rule { get; }

    /// <summary>Every fault with its place, in the order of reading; empty when the rule is sound.</summary>
    public IReadOnlyList<RuleFault> Faults { get; }

    public static RuleJsonResult Of(RuleDefinition rule) => new(rule, []);

    public static RuleJsonResult Refused(IReadOnlyList<RuleFault> faults) => new(null, faults);

    /// <summary>The rule, or an exception with all faults.</summary>
    /// <exception cref="RuleDefinitionException">The rule has faults.</exception>
    public RuleDefinition RuleOrThrow() => Rule ?? throw new RuleDefinitionException(Faults);
}
