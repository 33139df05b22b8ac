using Automation.Definitions;
using Automation.Intake;
using Automation.Json;

namespace Automation.Hosting;

/// <summary>Looks at events. Several classes may share a name: each publisher and listener has its own view of the payload.</summary>
internal sealed class EventInspector(JsonShape shape) : Inspector
{
    private readonly List<EventDescriptor> _descriptors = [];

    /// <summary>The events without a fault; of several classes with one name, the one that was registered last.</summary>
    public EventCatalog Catalog() => new(_descriptors);

    protected override Finding Inspect(Type type)
    {
        var finding = new Finding("event", type, StoredName.OfEvent(type));
        finding.CheckName("Event");
        finding.Add(shape.Fault(type) is { } fault ? $"cannot be stored as JSON: {fault}" : null);
        if (EventDescriptor.Find(type) is { } descriptor)
        {
            if (!descriptor.SubjectExists)
            {
                finding.Add($"names the property '{descriptor.SubjectProperty}' as its subject, but has no such property. Use Subject = nameof(…).");
            }

            if (finding.Problems.Count == 0)
            {
                _descriptors.Add(descriptor);
            }
        }

        return finding;
    }
}
