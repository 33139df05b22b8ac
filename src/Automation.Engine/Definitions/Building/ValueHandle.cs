using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A value of which only the handle knows the type: readers may see it as a base type.</summary>
internal abstract class ValueHandle(RuleIdentity rule, string node, BlockPlace place) : Handle(rule, node, place)
{
    public abstract object? Deserialize(JsonElement value, JsonSerializerOptions json);
}
