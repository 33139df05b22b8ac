using Automation.Actions;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Hosting;

/// <summary>Looks at actions and their handlers.</summary>
internal sealed class ActionInspector : Inspector
{
    private readonly ILookup<Type, ActionHandling> _handlings;
    private readonly List<ActionDescriptor> _descriptors = [];
    private readonly IActionFallback? _fallback;
    private readonly JsonShape _shape;

    public ActionInspector(IEnumerable<Type> handlers, IActionFallback? fallback, JsonShape shape)
    {
        _handlings = handlers.SelectMany(ActionHandling.Of).ToLookup(handling => handling.Action);
        _fallback = fallback;
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

    /// <summary>The actions without a fault.</summary>
    public ActionCatalog Catalog() => new(_fallback is null ? _descriptors : _descriptors.Select(_fallback.Decorate));

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
