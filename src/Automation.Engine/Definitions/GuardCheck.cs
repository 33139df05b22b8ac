using Automation.Definitions.Json;

namespace Automation.Definitions;

/// <summary>What the guards of a rule say that cannot all be meant, in the words of whoever wrote them.</summary>
/// <param name="name">How an option is named.</param>
/// <param name="word">How a choice is named.</param>
internal sealed class GuardCheck(Func<string, string> name, Func<WhenBusy, string> word)
{
    public static GuardCheck InCode { get; } = new(option => $"GuardOptions.{option}", choice => choice.ToString());

    public static GuardCheck InJson { get; } = new(option => $"'{char.ToLowerInvariant(option[0])}{option[1..]}'", choice => $"'{RuleWords.Of(choice)}'");

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
