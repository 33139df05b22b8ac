using System.Diagnostics.CodeAnalysis;

namespace Automation.Conditions;

/// <summary>Every condition of the host's, by stored name.</summary>
internal sealed class ConditionCatalog(IEnumerable<ConditionDescriptor> conditions)
{
    private readonly Dictionary<string, ConditionDescriptor> _byName = conditions.ToDictionary(condition => condition.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<ConditionDescriptor> All => _byName.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out ConditionDescriptor? condition) => _byName.TryGetValue(name, out condition);
}
