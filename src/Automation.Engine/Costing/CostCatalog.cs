using System.Diagnostics.CodeAnalysis;
using Automation.Definitions;

namespace Automation.Costing;

/// <summary>Every action whose calls cost something, by stored name.</summary>
internal sealed class CostCatalog(IEnumerable<ActionCost> costs)
{
    private readonly Dictionary<string, ActionCost> _byName = costs.ToDictionary(cost => cost.Name, StringComparer.Ordinal);

    /// <summary>Whether anything that a rule calls costs something.</summary>
    public bool HasSomeOf(RuleDefinition rule) => rule.Index.Places.Any(place => place.Node is StepNode step && _byName.ContainsKey(step.Action));

    public bool TryGet(string action, [NotNullWhen(true)] out ActionCost? cost) => _byName.TryGetValue(action, out cost);
}
