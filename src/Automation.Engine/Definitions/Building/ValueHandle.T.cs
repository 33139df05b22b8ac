using System.Text.Json;

namespace Automation.Definitions;

/// <inheritdoc/>
internal abstract class ValueHandle<T>(RuleIdentity rule, string node, BlockPlace place) : ValueHandle(rule, node, place), IValue<T>
{
    public override object? Deserialize(JsonElement value, JsonSerializerOptions json) => value.Deserialize<T>(json);
}
