using System.Buffers;
using System.Text;
using System.Text.Json;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>The document in which the rules of a scope travel: <c>{"format":"automation-rules","version":1,"rules":[{"enabled":true,"rule":{…},"settings":{…}}]}</c>.</summary>
internal static class RuleExport
{
    /// <summary>How many rules one document may hold.</summary>
    public const int MaxRules = 10_000;

    /// <summary>How long a document may be: 64 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const string Format = "automation-rules";
    private const int Version = 1;

    // The rule's own reader checks how deep a rule goes, and says so in its words.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128, AllowDuplicateProperties = false };

    /// <param name="rules">The rules, each with what the scope sets for it as JSON; empty for nothing.</param>
    public static string Write(IEnumerable<(StoredRule Rule, string Settings)> rules)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteStartArray("rules");
            foreach (var (rule, settings) in rules)
            {
                json.WriteStartObject();
                json.WriteBoolean("enabled", rule.Enabled);
                json.WritePropertyName("rule");
                JsonElement.Parse(rule.Json).WriteTo(json);
                if (settings.Length > 0)
                {
                    json.WritePropertyName("settings");
                    JsonElement.Parse(settings).WriteTo(json);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="RuleDefinitionException">The document is none of this kind.</exception>
    public static IReadOnlyList<ExportedRule> Read(string json)
    {
        if (json.Length > MaxBytes)
        {
            throw Refused("", $"The document has {json.Length} characters; at most {MaxBytes} are allowed. Divide its rules among several.");
        }

        if (LoneSurrogate.Find(json) is { } half)
        {
            throw Refused("", half);
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            // The exception's own text quotes the document; it is refused by the same door as other documents, or else for a property that is there twice.
            var refused = JsonGate.Check(Encoding.UTF8.GetBytes(json), new JsonLimits { MaxBytes = int.MaxValue, MaxDepth = Options.MaxDepth, MaxNodes = int.MaxValue, MaxStringBytes = int.MaxValue });
            throw Refused("", refused.Message ?? $"The document is not JSON: {fault.Message}");
        }
        catch (InvalidOperationException)
        {
            throw Refused("", "The document has a name with half of a surrogate pair, which is no character. Write whole characters.");
        }
    }

    private static List<ExportedRule> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || !format.ValueEquals(Format))
        {
            throw Refused("/format", $"The document has no \"format\": \"{Format}\". Import what an export wrote; save a single rule with SaveAsync.");
        }

        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version)
        {
            throw Refused("/version", $"The document has another version than {Version}, the only one that this package reads. Update the package, or export anew.");
        }

        if (root.EnumerateObject().FirstOrDefault(member => member.Name is not ("format" or "version" or "rules")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw Refused("", $"The document has a member {ShortText.Quote(unknown.Name)}; format, version and rules are allowed.");
        }

        if (!root.TryGetProperty("rules", out var rules) || rules.ValueKind != JsonValueKind.Array)
        {
            throw Refused("/rules", "The document has no list of rules.");
        }

        return rules.GetArrayLength() <= MaxRules
            ? [.. rules.EnumerateArray().Select((one, index) => Read(one, index))]
            : throw Refused("/rules", $"The document has {rules.GetArrayLength()} rules; at most {MaxRules} are allowed.");
    }

    private static ExportedRule Read(JsonElement one, int index)
    {
        var pointer = $"/rules/{index}";
        if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty("rule", out var rule))
        {
            throw Refused(pointer, $"Entry {index} has no member 'rule'.");
        }

        if (one.EnumerateObject().FirstOrDefault(member => member.Name is not ("enabled" or "rule" or "settings")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw Refused(pointer, $"Entry {index} has a member {ShortText.Quote(unknown.Name)}; enabled, rule and settings are allowed.");
        }

        var enabled = !one.TryGetProperty("enabled", out var said) ? true : said.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Refused(pointer + "/enabled", $"Entry {index}: 'enabled' is neither true nor false."),
        };
        return new ExportedRule(rule.GetRawText(), enabled, one.TryGetProperty("settings", out var settings) ? settings.Clone() : null, pointer);
    }

    private static RuleDefinitionException Refused(string pointer, string message) =>
        new([new RuleFault { Rule = "", Code = "invalid-import", Message = message, Pointer = pointer }]);
}
