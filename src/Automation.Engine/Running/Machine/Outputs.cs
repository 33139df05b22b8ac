using System.Buffers;
using System.Text.Json;
using Automation.Definitions;

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

        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            for (var index = 0; index < outputs.Length; index++)
            {
                if (node.Branches[index].Body.Output is not null)
                {
                    writer.WritePropertyName(node.Branches[index].Name);
                    DecisionCodec.WriteValue(writer, outputs[index]);
                }
            }

            writer.WriteEndObject();
        }

        return StoredJson.Parse(buffer.WrittenSpan);
    }

    public static JsonElement OfItems(JsonElement[] outputs)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartArray();
            foreach (var output in outputs)
            {
                DecisionCodec.WriteValue(writer, output);
            }

            writer.WriteEndArray();
        }

        return StoredJson.Parse(buffer.WrittenSpan);
    }
}
