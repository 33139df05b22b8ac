using Automation.Conditions;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Hosting;

/// <summary>Looks at conditions of the host's and their handlers.</summary>
internal sealed class ConditionInspector : Inspector
{
    private readonly ILookup<Type, ConditionHandling> _handlings;
    private readonly List<ConditionDescriptor> _descriptors = [];
    private readonly JsonShape _shape;

    public ConditionInspector(IEnumerable<Type> handlers, JsonShape shape)
    {
        _handlings = handlers.SelectMany(ConditionHandling.Of).ToLookup(handling => handling.Condition);
        _shape = shape;
    }

    /// <summary>Looks at everything that has a handler.</summary>
    public void LookAtRegistered()
    {
        foreach (var handled in _handlings)
        {
            Look(handled.Key);
        }
    }

    /// <summary>The conditions without a fault.</summary>
    public ConditionCatalog Catalog() => new(_descriptors);

    protected override Finding Inspect(Type type)
    {
        var finding = new Finding("condition", type, StoredName.OfCondition(type));
        finding.CheckName("Condition");
        CheckIsAlone(finding, type);
        finding.Add(_shape.Fault(type) is { } fault ? $"cannot be stored as JSON: {fault}" : null);
        var handlings = _handlings[type].ToList();
        if (handlings.Count == 0)
        {
            finding.Add("has no handler. Register one with AddHandler or AddFrom.");
        }
        else if (handlings.Count > 1)
        {
            var handlers = handlings.Select(handling => TypeText.Of(handling.Handler));
            finding.Add($"has {(handlings.Count == 2 ? "two" : "several")} handlers: {string.Join(" and ", handlers)}. Register one.");
        }

        if (finding is { Problems.Count: 0, Name: { } name })
        {
            _descriptors.Add(handlings[0].Describe(name));
        }

        return finding;
    }
}
