using System.Diagnostics.CodeAnalysis;

namespace Automation.Actions;

/// <summary>Every kind of action that this host can do, by stored name.</summary>
internal sealed class ActionCatalog(IEnumerable<ActionDescriptor> actions)
{
    private readonly Dictionary<string, ActionDescriptor> _byName = actions.ToDictionary(action => action.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<ActionDescriptor> All => _byName.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out ActionDescriptor? action) => _byName.TryGetValue(name, out action);
}
