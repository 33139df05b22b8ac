using System.Diagnostics.CodeAnalysis;

namespace Automation.Costing;

/// <summary>Every action whose calls cost something, by stored name.</summary>
internal sealed class CostCatalog(IEnumerable<ActionCost> costs)
{
    private readonly Dictionary<string, ActionCost> _byName = costs.ToDictionary(cost => cost.Name, StringComparer.Ordinal);

    public bool TryGet(string action, [NotNullWhen(true)] out ActionCost? cost) => _byName.TryGetValue(action, out cost);
}
