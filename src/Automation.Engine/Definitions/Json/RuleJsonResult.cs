using System.Diagnostics.CodeAnalysis;

namespace Automation.Definitions.Json;

/// <summary>What came of reading a rule: the rule, or everything that is wrong with it.</summary>
internal sealed class RuleJsonResult
{
    private RuleJsonResult(RuleDefinition? rule, IReadOnlyList<RuleFault> faults, IReadOnlyList<RuleWarning> warnings) => (Rule, Faults, Warnings) = (rule, faults, warnings);

    [MemberNotNullWhen(true, nameof(Rule))]
    public bool IsValid => Rule is not null;

    /// <summary>The rule; null when there are faults.</summary>
    public RuleDefinition? Rule { get; }

    /// <summary>Every fault with its place, in the order of reading; empty when the rule is sound.</summary>
    public IReadOnlyList<RuleFault> Faults { get; }

    /// <summary>What is suspicious and no fault, as far as the reader looks for it.</summary>
    public IReadOnlyList<RuleWarning> Warnings { get; }

    public static RuleJsonResult Of(RuleDefinition rule, IReadOnlyList<RuleWarning> warnings) => new(rule, [], warnings);

    public static RuleJsonResult Refused(IReadOnlyList<RuleFault> faults, IReadOnlyList<RuleWarning>? warnings = null) => new(null, faults, warnings ?? []);

    /// <summary>The rule, or an exception with all faults.</summary>
    /// <exception cref="RuleDefinitionException">The rule has faults.</exception>
    public RuleDefinition RuleOrThrow() => Rule ?? throw new RuleDefinitionException(Faults);
}
