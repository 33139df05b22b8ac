using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Running.Machine;

/// <summary>The outputs of nodes that have blocks.</summary>
internal static class Outputs
{
    public static readonly JsonElement True = JsonElement.Parse("true");

    public static readonly JsonElement False = JsonElement.Parse("false");

    public static JsonElement OfBranches(ParallelNode node, JsonElement[] outputs)
    {
        if (!node.Branches.Any(branch => branch.Body.Output is not null))
        {
            return default;
        }

        return StoredJson.Parse(SmallJson.Write((node.Branches, outputs), static (writer, value) =>
        {
            writer.WriteStartObject();
            for (var index = 0; index < value.outputs.Length; index++)
            {
                if (value.Branches[index].Body.Output is not null)
                {
                    writer.WritePropertyName(value.Branches[index].Name);
                    DecisionCodec.WriteValue(writer, value.outputs[index]);
                }
            }

            writer.WriteEndObject();
        }));
    }

    public static JsonElement OfItems(JsonElement[] outputs) => StoredJson.Parse(SmallJson.Write(outputs, static (writer, items) =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            DecisionCodec.WriteValue(writer, item);
        }

        writer.WriteEndArray();
    }));
}
