using Automation.Definitions;
using Automation.Matching;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Budgets;

/// <summary>Shows the budgets that count in a scope, with what is used of them.</summary>
internal sealed class BudgetList(IAutomationStore store, RuleDirectory rules, ScopeZones zones, AutomationOptions options, TimeProvider time)
{
    public async Task<IReadOnlyList<BudgetSummary>> ListAsync(string scope, CancellationToken cancellationToken)
    {
        var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        var timeZone = await zones.FindAsync(scope).ConfigureAwait(false);
        var bounds = await zones.BoundsAsync(scope, options).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var budgets = RuleDirectory.SharedIn(index).Concat(index.ByName.Values)
            .Where(rule => rule.Rule.Guards.Budget is not null)
            .Select(rule => (rule.Rule.Name, Amount: rule.Rule.Guards.Budget!.Value, Period: rule.Rule.Guards.BudgetPeriod))
            .OrderBy(budget => budget.Name, StringComparer.Ordinal)
            .Prepend((Name: "", Amount: bounds.Budget ?? -1, Period: bounds.BudgetPeriod))
            .Where(budget => budget.Amount >= 0)
            .Select(budget => (budget.Name, budget.Amount, budget.Period, Span: BudgetSpan.Of(budget.Period, now, timeZone)))
            .ToArray();
        var used = (await store.ListBudgetsAsync(scope, [.. budgets.Select(budget => new BudgetKey(budget.Name, budget.Span.Name))], cancellationToken).ConfigureAwait(false))
            .ToDictionary(record => record.Key);
        return [.. budgets.Select(budget => Summary(budget.Name, budget.Amount, budget.Period, budget.Span, used.GetValueOrDefault(new BudgetKey(budget.Name, budget.Span.Name))))];
    }

    private static BudgetSummary Summary(string rule, decimal amount, BudgetPeriod period, BudgetSpan span, BudgetRecord? used) => new()
    {
        Rule = rule.Length == 0 ? null : rule,
        Period = period,
        From = span.From,
        Until = span.Until,
        Amount = amount,
        Spent = Credits.OfMillionths(used?.Spent ?? 0),
        Reserved = Credits.OfMillionths(used?.Reserved ?? 0),
    };
}
