using System.Diagnostics.CodeAnalysis;

namespace Automation.Intake;

/// <summary>Every event type that this host knows as a class, by stored name and by class.</summary>
internal sealed class EventCatalog
{
    private readonly Dictionary<string, EventDescriptor> _byName = new(StringComparer.Ordinal);

    public EventCatalog(IEnumerable<EventDescriptor> events)
    {
        foreach (var known in events)
        {
            _byName[known.Name] = known;
        }
    }

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out EventDescriptor? known) => _byName.TryGetValue(name, out known);
}
