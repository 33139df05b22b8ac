using System.Diagnostics.CodeAnalysis;

namespace Automation.Polling;

/// <summary>Every trigger type of the host's that has a poller, by stored name.</summary>
internal sealed class PollCatalog(IEnumerable<PollDescriptor> triggers)
{
    private readonly Dictionary<string, PollDescriptor> _byName = triggers.ToDictionary(trigger => trigger.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out PollDescriptor? trigger) => _byName.TryGetValue(name, out trigger);
}
