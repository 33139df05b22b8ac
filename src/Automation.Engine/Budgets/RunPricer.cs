using Automation.Costing;
using Automation.Definitions;
using Automation.Matching;
using Automation.Scheduling;
using Automation.Running.Machine;

namespace Automation.Budgets;

/// <summary>Says what runs may cost, where somebody asks.</summary>
internal sealed class RunPricer(CostEstimator costs, ScopeZones zones, AutomationOptions options)
{
    /// <summary>What a run may cost, when the rule or a budget asks for that.</summary>
    public async ValueTask<RunPrice> PriceAsync(RuleDefinition rule, TriggerScope seen, DateTimeOffset now)
    {
        var bounds = await zones.BoundsAsync(seen.Scope, options).ConfigureAwait(false);
        var counts = RunBudgets.AreFor(rule, bounds);
        if (!counts && rule.Guards.ApprovalAbove is null)
        {
            return RunPrice.Unasked;
        }

        var cost = await costs.EstimateAsync(rule, seen).ConfigureAwait(false);
        return new RunPrice(
            new RunEstimate(cost.Cost, rule.Guards.ApprovalAbove), counts ? RunBudgets.Of(rule, bounds, now, await zones.FindAsync(seen.Scope).ConfigureAwait(false)) : null, cost);
    }
}
