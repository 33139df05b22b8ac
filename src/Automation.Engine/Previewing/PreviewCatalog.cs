using System.Diagnostics.CodeAnalysis;

namespace Automation.Previewing;

/// <summary>Every action that can say what it would do, by stored name.</summary>
internal sealed class PreviewCatalog(IEnumerable<PreviewDescriptor> previews)
{
    private readonly Dictionary<string, PreviewDescriptor> _byName = previews.ToDictionary(preview => preview.Name, StringComparer.Ordinal);

    public bool TryGet(string action, [NotNullWhen(true)] out PreviewDescriptor? preview) => _byName.TryGetValue(action, out preview);
}
