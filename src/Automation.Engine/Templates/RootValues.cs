using System.Text.Json;

namespace Automation.Templates;

/// <summary>The plain source: one JSON document per root.</summary>
internal sealed class RootValues : IValueSource
{
    private readonly JsonElement[] _documents = new JsonElement[(int)ValueRoot.Previous + 1];

    public JsonElement this[ValueRoot root]
    {
        get => _documents[(int)root];
        init => _documents[(int)root] = value;
    }

    public bool TryGetDocument(ValuePath path, out JsonElement value, out int used)
    {
        value = _documents[(int)path.Root];
        used = 0;
        return value.ValueKind != JsonValueKind.Undefined;
    }
}
