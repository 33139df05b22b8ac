using Automation.Costing;
using Automation.Definitions.Json;
using Automation.Json;

namespace Automation.Definitions;

/// <summary>What the guards of a rule say that cannot all be meant, in the words of whoever wrote them.</summary>
/// <param name="name">How an option is named.</param>
/// <param name="word">How a choice is named.</param>
internal sealed class GuardCheck(Func<string, string> name, Func<WhenBusy, string> word)
{
    public static GuardCheck InCode { get; } = new(option => $"GuardOptions.{option}", choice => choice.ToString());

    public static GuardCheck InJson { get; } = new(option => $"'{char.ToLowerInvariant(option[0])}{option[1..]}'", choice => $"'{RuleWords.Of(choice)}'");

    /// <summary>The guards that can have no effect on a rule, each with a sentence.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="costs">The actions of this host that cost something.</param>
    public IEnumerable<(string Option, string Message)> Effectless(RuleDefinition rule, CostCatalog costs)
    {
        var guards = rule.Guards;
        if (guards.Debounce is { } quiet && !rule.Triggers.Any(trigger => trigger.WaitsForQuiet))
        {
            yield return Effectless(nameof(GuardOptions.Debounce), IsoDuration.Write(quiet), "no events or deliveries start the rule: starts by hand and schedules do not wait for quiet. Leave it out.");
        }

        if ((guards.ApprovalAbove ?? guards.Budget) is null || costs.HasSomeOf(rule))
        {
            yield break;
        }

        const string Free = "no action of the rule costs anything. Say what a call costs (ActionAttribute.Cost), or leave it out.";
        if (guards.ApprovalAbove is { } above)
        {
            yield return Effectless(nameof(GuardOptions.ApprovalAbove), Credits.Text(above), Free);
        }

        if (guards.Budget is { } budget)
        {
            yield return Effectless(nameof(GuardOptions.Budget), Credits.Text(budget), Free);
        }
    }

    private (string Option, string Message) Effectless(string option, string value, string why) => (option, $"{name(option)} is {value}, which has no effect: {why}");

    private string Limits => $"{name(nameof(GuardOptions.OnePerSubject))} or {name(nameof(GuardOptions.MaxRunsPerScope))}";

    /// <summary>A sentence for each.</summary>
    /// <param name="guards">The guards.</param>
    /// <param name="said">Whether a member that says nothing by itself was meant: not so where a scope takes away what it went with. Null when all were.</param>
    public IEnumerable<string> Contradictions(GuardOptions guards, Func<string, bool>? said = null)
    {
        var limited = guards.OnePerSubject || guards.MaxRunsPerScope is not null;
        var busy = $"{name(nameof(GuardOptions.WhenBusy))} is {word(guards.WhenBusy)}";
        if (!limited && guards.WhenBusy is WhenBusy.Skip or WhenBusy.Replace)
        {
            yield return $"{busy}, but the rule is never busy. Set {Limits}, or leave it out.";
        }

        if (limited && guards.WhenBusy == WhenBusy.Parallel)
        {
            yield return $"{busy}, but {Limits} is set, and runs cannot do both, wait for each other and not. Leave one of them out.";
        }

        if (guards is { WhenBusy: WhenBusy.Replace, OnePerSubject: false, MaxRunsPerScope: > 1 })
        {
            yield return $"{busy}, but {name(nameof(GuardOptions.MaxRunsPerScope))} is {guards.MaxRunsPerScope}, and nothing says which of the runs is replaced. "
                + $"Set {name(nameof(GuardOptions.OnePerSubject))}, or allow one run.";
        }

        if (guards.MaxQueued is not null && !(limited && guards.WhenBusy == WhenBusy.Queue))
        {
            yield return $"{name(nameof(GuardOptions.MaxQueued))} is {guards.MaxQueued}, but no run of the rule ever waits. It goes with {Limits}, and with {word(WhenBusy.Queue)}.";
        }

        if (guards.BreakAfter is null && guards.BreakFor != new GuardOptions().BreakFor && said?.Invoke(nameof(GuardOptions.BreakFor)) != false)
        {
            yield return $"{name(nameof(GuardOptions.BreakFor))} is set, but the rule has no breaker. Set {name(nameof(GuardOptions.BreakAfter))}, or leave it out.";
        }

        if (guards.Budget is null && guards.BudgetPeriod != new GuardOptions().BudgetPeriod && said?.Invoke(nameof(GuardOptions.BudgetPeriod)) != false)
        {
            yield return $"{name(nameof(GuardOptions.BudgetPeriod))} is set, but the rule has no budget. Set {name(nameof(GuardOptions.Budget))}, or leave it out.";
        }
    }
}
