using System.Globalization;
using Automation.Definitions;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Budgets;

/// <summary>The budgets that the runs of a rule must fit in at an instant: that of the rule, and that of its scope.</summary>
internal sealed class RunBudgets
{
    private readonly RunBudget? _ofRule;
    private readonly RunBudget? _ofScope;

    private RunBudgets(RunBudget? ofRule, RunBudget? ofScope) => (_ofRule, _ofScope) = (ofRule, ofScope);

    /// <summary>Whether there are any.</summary>
    public static bool AreFor(RuleDefinition rule, ScopeBounds bounds) => rule.Guards.Budget is not null || bounds.Budget is not null;

    public static RunBudgets Of(RuleDefinition rule, ScopeBounds bounds, DateTimeOffset now, string timeZone) => new(
        rule.Guards.Budget is { } own ? new RunBudget(null, own, rule.Guards.BudgetPeriod, BudgetSpan.Of(rule.Guards.BudgetPeriod, now, timeZone)) : null,
        bounds.Budget is { } all ? new RunBudget(bounds.BudgetOption, all, bounds.BudgetPeriod, BudgetSpan.Of(bounds.BudgetPeriod, now, timeZone)) : null);

    /// <summary>Why a run has room in no period, whatever is used, in a sentence; null when it may have.</summary>
    public string? ExplainTooDear(decimal cost) => _ofRule?.ExplainTooDear(cost) ?? _ofScope?.ExplainTooDear(cost);

    /// <summary>What a run takes of them; null for one that costs nothing.</summary>
    public BudgetReservation? Reserve(decimal cost) => cost == 0 ? null : new BudgetReservation(Credits.ToMillionths(cost)) { OfRule = _ofRule?.Share, OfScope = _ofScope?.Share };

    /// <summary>Why there was no room for a run, in a sentence, and until when; null for another period than the present one.</summary>
    public (string Detail, DateTimeOffset Until)? Explain(BudgetRecord full, decimal cost)
    {
        var budget = full.Key.Rule.Length > 0 ? _ofRule : _ofScope;
        return budget?.Span.Name == full.Key.Period ? (budget.Explain(full, cost), budget.Span.Until) : null;
    }

    private sealed record RunBudget(string? OptionOfScope, decimal Amount, BudgetPeriod Period, BudgetSpan Span)
    {
        public BudgetShare Share => new(Span.Name, Credits.ToMillionths(Amount), Span.Until);

        private string Name => OptionOfScope is null ? "budget of the rule" : "budget of the scope";

        private string Option => OptionOfScope ?? "GuardOptions.Budget";

        public string? ExplainTooDear(decimal cost) => cost <= Amount ? null
            : $"The run may cost {Credits.Text(cost)}, and the whole {Name} is {Credits.Text(Amount)} a {Word} ({Option}): it has room in none. Raise the budget, or make the run cheaper.";

        public string Explain(BudgetRecord full, decimal cost) => string.Create(
            CultureInfo.InvariantCulture,
            $"The run may cost {Credits.Text(cost)}, and of the {Name}, {Credits.Text(Amount)} for {Span.Name} ({Option}), {Credits.Text(Credits.OfMillionths(full.Spent))} is spent and {Credits.Text(Credits.OfMillionths(full.Reserved))} is reserved for runs that have not ended. The next {Word} begins {Span.Until:O}.");

        private string Word => Period switch
        {
            BudgetPeriod.Day => "day",
            BudgetPeriod.Week => "week",
            _ => "month",
        };
    }
}
