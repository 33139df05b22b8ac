using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Json;

namespace Automation.Running.Machine;

/// <summary>The stored form of decisions: <c>{"v":1,"d":[[kind, path, value], …]}</c>. Reading skips what it does not know.</summary>
internal static class DecisionCodec
{
    public static ReadOnlyMemory<byte> Write(List<Decision> decisions)
    {
        if (decisions.Count == 0)
        {
            return default;
        }

        return SmallJson.Write(decisions, static (writer, all) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("v"u8, 1);
            writer.WriteStartArray("d"u8);
            foreach (var decision in all)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(decision.Kind);
                writer.WriteStringValue(decision.Path);
                WriteValue(writer, decision.Value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <exception cref="JsonException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static void Read(ReadOnlyMemory<byte> stored, Dictionary<(string Kind, string Path), JsonElement> into)
    {
        if (stored.IsEmpty)
        {
            return;
        }

        var root = StoredJson.Parse(stored.Span);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("d"u8, out var decisions) || decisions.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("A ledger row's decisions have no array 'd'.");
        }

        foreach (var decision in decisions.EnumerateArray())
        {
            if (decision.ValueKind != JsonValueKind.Array || decision.GetArrayLength() < 3)
            {
                throw new JsonException("A ledger row's decision is not an array of kind, path and value.");
            }

            into[(decision[0].GetString()!, decision[1].GetString()!)] = decision[2];
        }
    }

    /// <summary>The parameters that a run was created with; null for its rule's own.</summary>
    /// <exception cref="JsonException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static JsonElement? ParametersOf(ReadOnlyMemory<byte> next) => Find(next, DecisionKind.Parameters);

    /// <summary>What was estimated when a run was created; null for nothing.</summary>
    /// <exception cref="JsonException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static RunEstimate? EstimateOf(ReadOnlyMemory<byte> next) => Find(next, DecisionKind.Estimate) is { } stored ? RunEstimate.Read(stored) : null;

    /// <summary>The place in a chain that a handler gave the run; null for none.</summary>
    /// <exception cref="JsonException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static JsonElement? ChainOf(ReadOnlyMemory<byte> next) => Find(next, DecisionKind.Chain);

    private static JsonElement? Find(ReadOnlyMemory<byte> next, string kind)
    {
        var decisions = new Dictionary<(string Kind, string Path), JsonElement>();
        Read(next, decisions);
        return decisions.TryGetValue((kind, ""), out var decided) ? decided : null;
    }

    /// <summary>Writes a value byte for byte as it was made: numbers keep their text.</summary>
    internal static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
