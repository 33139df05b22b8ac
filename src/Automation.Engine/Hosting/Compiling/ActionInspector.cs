using System.Globalization;
using System.Reflection;
using Automation.Actions;
using Automation.Costing;
using Automation.Definitions;
using Automation.Json;
using Automation.Previewing;

namespace Automation.Hosting;

/// <summary>Looks at actions and their handlers.</summary>
internal sealed class ActionInspector : Inspector
{
    private readonly ILookup<Type, ActionHandling> _handlings;
    private readonly ILookup<Type, PreviewHandling> _previewHandlings;
    private readonly ILookup<Type, CostHandling> _costHandlings;
    private readonly List<ActionDescriptor> _descriptors = [];
    private readonly List<PreviewDescriptor> _previews = [];
    private readonly List<ActionCost> _costs = [];
    private readonly IActionFallback? _fallback;
    private readonly JsonShape _shape;

    public ActionInspector(IReadOnlyCollection<Type> handlers, IActionFallback? fallback, JsonShape shape)
    {
        _previewHandlings = handlers.SelectMany(PreviewHandling.Of).ToLookup(handling => handling.Action);
        _costHandlings = handlers.SelectMany(CostHandling.Of).ToLookup(handling => handling.Action);
        _handlings = handlers.SelectMany(ActionHandling.Of).ToLookup(handling => handling.Action);
        _fallback = fallback;
        _shape = shape;
    }

    /// <summary>Looks at everything that has a handler, a preview or a cost.</summary>
    public void LookAtRegistered()
    {
        foreach (var action in _handlings.Select(handled => handled.Key).Concat(_previewHandlings.Select(previewed => previewed.Key)).Concat(_costHandlings.Select(costing => costing.Key)))
        {
            Look(action);
        }
    }

    /// <summary>The actions without a fault.</summary>
    public ActionCatalog Catalog() => new(_fallback is null ? _descriptors : _descriptors.Select(_fallback.Decorate));

    /// <summary>The previews of actions without a fault.</summary>
    public PreviewCatalog Previews() => new(_previews);

    /// <summary>What calls of actions without a fault cost.</summary>
    public CostCatalog Costs() => new(_costs);

    protected override Finding Inspect(Type type)
    {
        var finding = new Finding("action", type, StoredName.OfAction(type));
        finding.CheckName("Action");
        CheckIsAlone(finding, type);
        var results = ActionHandling.ResultsOf(type);
        if (results.Count > 1)
        {
            finding.Add($"implements IAction<> for {string.Join(" and ", results.Select(TypeText.Of))}. One result is allowed.");
        }

        CheckShapes(finding, type, results);
        CheckHandlers(finding, type, results);
        CheckPreviews(finding, type);
        CheckCost(finding, type);
        return finding;
    }

    private void CheckShapes(Finding finding, Type type, IReadOnlyList<Type> results)
    {
        finding.Add(_shape.Fault(type) is { } config ? $"cannot be stored as JSON: {config}" : null);
        foreach (var result in results)
        {
            finding.Add(_shape.Fault(result) is { } fault ? $"has a result that cannot be stored as JSON: {fault}" : null);
        }
    }

    private void CheckHandlers(Finding finding, Type type, IReadOnlyList<Type> results)
    {
        var handlings = _handlings[type].ToList();
        if (handlings.Count > 1)
        {
            finding.Add($"has {Count(handlings.Count)} handlers: {string.Join(" and ", handlings.Select(Describe).Distinct())}. Register one.");
        }
        else if (handlings is [var handling])
        {
            CheckResult(finding, type, results, handling);
            finding.Add(handling is { Deferred: true, TransactionOf: not null }
                ? $"has a handler {TypeText.Of(handling.Handler)} that starts work which ends elsewhere, and no transaction can cover that. Remove [InTransaction], or do the work in an IActionHandler."
                : null);
        }

        var descriptor = Describe(finding, type, handlings);
        if (descriptor is null && handlings.Count == 0)
        {
            finding.Add("has no handler. Register one with AddHandler or AddFrom.");
        }

        if (descriptor is not null && finding.Problems.Count == 0)
        {
            _descriptors.Add(descriptor);
        }
    }

    private void CheckPreviews(Finding finding, Type type)
    {
        var previews = _previewHandlings[type].ToList();
        if (previews.Count > 1)
        {
            finding.Add($"has {Count(previews.Count)} previews: {string.Join(" and ", previews.Select(preview => TypeText.Of(preview.Preview)))}. Register one.");
        }
        else if (previews is [var preview] && finding is { Problems.Count: 0, Name: { } name })
        {
            _previews.Add(preview.Describe(name));
        }
    }

    private void CheckCost(Finding finding, Type type)
    {
        var written = type.GetCustomAttribute<ActionAttribute>()?.Cost ?? 0;
        var costings = _costHandlings[type].ToList();
        if (costings.Count > 1)
        {
            finding.Add($"has {Count(costings.Count)} classes that say what it costs: {string.Join(" and ", costings.Select(costing => TypeText.Of(costing.Cost)))}. Register one.");
        }

        if (!(written >= 0 && written <= (double)Credits.Most && Credits.IsAmount((decimal)written)))
        {
            finding.Add(string.Create(CultureInfo.InvariantCulture, $"has the cost {written}; {Credits.Range}."));
        }
        else if (costings is [var asked] && written == 0)
        {
            finding.Add($"has a cost that {TypeText.Of(asked.Cost)} says by the config. Say the most that a call costs, too: [Action(\"…\", Cost = …)] counts while the config is not known.");
        }
        else if (written > 0 && finding is { Problems.Count: 0, Name: { } name })
        {
            _costs.Add(costings is [var costing] ? costing.Describe(name, (decimal)written) : new ActionCost { Name = name, Declared = (decimal)written });
        }
    }

    private static void CheckResult(Finding finding, Type type, IReadOnlyList<Type> results, ActionHandling handling)
    {
        if (!handling.Deferred && results is [var declared] && handling.Result != declared)
        {
            var returned = handling.Result is null ? "returns nothing" : $"returns {TypeText.Of(handling.Result)}";
            finding.Add($"has the result {TypeText.Of(declared)}, but its handler {TypeText.Of(handling.Handler)} {returned}. "
                + $"Implement IActionHandler<{TypeText.Of(type)}, {TypeText.Of(declared)}>.");
        }
    }

    private ActionDescriptor? Describe(Finding finding, Type type, List<ActionHandling> handlings) => (finding.Name, handlings) switch
    {
        ({ } name, [var handling]) => handling.Describe(name),
        ({ } name, []) when _fallback is not null && _fallback.TryDescribe(type, name, out var descriptor) => descriptor,
        _ => null,
    };

    private static string Describe(ActionHandling handling) => TypeText.Of(handling.Handler);

    private static string Count(int number) => number == 2 ? "two" : "several";
}
