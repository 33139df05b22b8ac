using Automation.Costing;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Budgets;

/// <summary>What a run may cost, as far as somebody wants to know, and the budgets that it must fit in.</summary>
/// <param name="Estimate">Null when the rule asks for no approval, and no budget counts.</param>
/// <param name="Budgets">Null when none counts.</param>
/// <param name="Cost">What the estimate is made of.</param>
internal sealed record RunPrice(RunEstimate? Estimate, RunBudgets? Budgets, CostEstimate Cost)
{
    public static RunPrice Unasked { get; } = new(null, null, default);

    /// <summary>Why the run has room in no period of a budget; null when it may have.</summary>
    public string? TooDear => Cost.Explain(Budgets?.ExplainTooDear(Cost.Cost));

    /// <summary>What the run takes of budgets; null for nothing.</summary>
    public BudgetReservation? Reservation => Budgets?.Reserve(Cost.Cost);

    /// <summary>Why the store had no room for the run; null when it was asked about another period.</summary>
    public (string Detail, DateTimeOffset Until)? Explain(OverBudgetRun refused) =>
        Budgets?.Explain(refused.Budget, Cost.Cost) is var (detail, until) ? (Cost.Explain(detail)!, until) : null;
}
