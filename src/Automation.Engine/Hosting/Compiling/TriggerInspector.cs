using Automation.Definitions;
using Automation.Json;

namespace Automation.Hosting;

/// <summary>Looks at trigger types of the host's.</summary>
internal sealed class TriggerInspector(JsonShape shape) : Inspector
{
    protected override Finding Inspect(Type type)
    {
        var finding = new Finding("trigger", type, StoredName.OfTrigger(type));
        finding.CheckName("Trigger");
        CheckIsAlone(finding, type);
        finding.Add(shape.Fault(type) is { } fault ? $"cannot be stored as JSON: {fault}" : null);
        return finding;
    }
}
