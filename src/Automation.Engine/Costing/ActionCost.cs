using System.Text.Json;

namespace Automation.Costing;

/// <summary>What a call of an action costs, as its attribute says.</summary>
internal class ActionCost
{
    /// <summary>The action's stored name.</summary>
    public required string Name { get; init; }

    /// <summary>What a call costs; where that depends on the config, the most.</summary>
    public required decimal Declared { get; init; }

    public virtual bool DependsOnConfig => false;

    /// <summary>What a call with this config costs, from a fresh DI scope's services.</summary>
    public virtual decimal CostOf(IServiceProvider services, JsonElement config, JsonSerializerOptions json) => Declared;
}
