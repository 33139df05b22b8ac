using System.Text.Json;
using Automation.Definitions;
using Automation.Handlers;

namespace Automation.Costing;

/// <summary>What a call of an action costs, as a class of the host's says by the config.</summary>
internal sealed class HandlerActionCost<TCost, TAction> : ActionCost
    where TCost : class, IActionCost<TAction>
    where TAction : class, IAction
{
    public override bool DependsOnConfig => true;

    public override decimal CostOf(IServiceProvider services, JsonElement config, JsonSerializerOptions json)
    {
        var words = $"the cost of action '{Name}'";
        var cost = HandlerCall.Create<TCost>(services, words).CostOf(HandlerCall.Read<TAction>(config, json, words));
        return cost is >= 0 and <= Credits.Most
            ? Credits.RoundUp(cost)
            : throw new InvalidOperationException($"{TypeText.Of(typeof(TCost))} says that a call of action '{Name}' costs {Credits.Text(cost)}; {Credits.Range}.");
    }
}
