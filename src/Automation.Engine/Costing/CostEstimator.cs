using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Costing;

/// <summary>Says what a run may cost before it begins, and what it has cost.</summary>
internal sealed class CostEstimator(CostCatalog costs, IServiceScopeFactory scopes, JsonSerializerOptions json)
{
    /// <summary>Whether anything that a rule calls costs something; of rules that go by the same steps, once.</summary>
    private readonly ConditionalWeakTable<Block, object> _mayCost = [];

    /// <summary>What costs something.</summary>
    public CostCatalog Costs => costs;

    /// <summary>The most that a run of the rule costs, by what is known before it begins.</summary>
    public async ValueTask<CostEstimate> EstimateAsync(RuleDefinition rule, IRunScope seen)
    {
        if (!(bool)_mayCost.GetValue(rule.Body, _ => costs.HasSomeOf(rule)))
        {
            return default;
        }

        var services = scopes.CreateAsyncScope();
        await using (services.ConfigureAwait(false))
        {
            var walk = new CostWalk(costs, services.ServiceProvider, seen, json);
            return new(walk.Of(rule.Body), walk.Unread);
        }
    }

    /// <summary>What calls cost: each try, by what its action costs today.</summary>
    public async ValueTask<decimal> SpentAsync(IReadOnlyList<StepCalls> calls)
    {
        if (!calls.Any(step => costs.TryGet(step.Action, out _)))
        {
            return 0;
        }

        var services = scopes.CreateAsyncScope();
        await using (services.ConfigureAwait(false))
        {
            return calls.Sum(step => step.Count * CostOf(step, services.ServiceProvider));
        }
    }

    private decimal CostOf(StepCalls step, IServiceProvider services)
    {
        if (!costs.TryGet(step.Action, out var cost))
        {
            return 0;
        }

        try
        {
            return step.Input is { } config ? cost.CostOf(services, config, json) : cost.Declared;
        }
        catch (Exception)
        {
            // The host's code, about a config that an earlier build may have made: history is shown all the same, and a run ends.
            return cost.Declared;
        }
    }
}
