using Automation.Definitions;
using Automation.Json;
using Automation.Polling;

namespace Automation.Hosting;

/// <summary>Looks at trigger types of the host's and their pollers.</summary>
internal sealed class TriggerInspector(IEnumerable<Type> handlers, JsonShape shape) : Inspector
{
    private readonly ILookup<Type, PollHandling> _handlings = handlers.SelectMany(PollHandling.Of).ToLookup(handling => handling.Trigger);
    private readonly List<PollDescriptor> _descriptors = [];

    /// <summary>Looks at everything that has a poller.</summary>
    public void LookAtRegistered()
    {
        foreach (var polled in _handlings)
        {
            Look(polled.Key);
        }
    }

    /// <summary>Whether something polls for a type. One that is only registered needs nothing: no rule waits for it.</summary>
    public bool IsPolled(Type type) => _handlings.Contains(type);

    /// <summary>The polled types without a fault.</summary>
    public PollCatalog Catalog() => new(_descriptors);

    protected override Finding Inspect(Type type)
    {
        var finding = new Finding("trigger", type, StoredName.OfTrigger(type));
        finding.CheckName("Trigger");
        CheckIsAlone(finding, type);
        finding.Add(shape.Fault(type) is { } fault ? $"cannot be stored as JSON: {fault}" : null);
        var handlings = _handlings[type].ToList();
        if (handlings.Count > 1)
        {
            finding.Add($"has {(handlings.Count == 2 ? "two" : "several")} pollers: {string.Join(" and ", handlings.Select(handling => TypeText.Of(handling.Poller)))}. Register one.");
        }

        foreach (var payload in handlings.Select(handling => handling.Payload).Distinct())
        {
            finding.Add(shape.Fault(payload) is { } problem ? $"has a payload that cannot be stored as JSON: {problem}" : null);
        }

        if (finding is { Problems.Count: 0, Name: { } name } && handlings is [var only])
        {
            _descriptors.Add(only.Describe(name));
        }

        return finding;
    }
}
