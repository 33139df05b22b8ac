using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes a rule as canonical JSON: members in one order, without those that have their default value.</summary>
internal static class RuleJsonWriter
{
    // Letters of other scripts, < and ' stay readable. Whoever shows the JSON in HTML escapes it for HTML there.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The rule for people to read: what has no twin in JSON stands as its source text under <c>$code</c> or <c>code</c>.</summary>
    public static string Show(RuleDefinition rule) => Encoding.UTF8.GetString(Write(rule).Span);

    /// <summary>The rule as JSON that gives an equal rule when it is read.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="json">The rule's twin; null when it has none.</param>
    /// <param name="faults">What has no form in JSON, with its place in what <see cref="Show"/> gives; empty when there is a twin.</param>
    public static bool TryExport(RuleDefinition rule, [NotNullWhen(true)] out string? json, out IReadOnlyList<RuleFault> faults)
    {
        // Whatever the reader takes is a twin, and nothing else is: one rule for both directions.
        var shown = Write(rule);
        faults = new RuleJsonReader().Read(shown.Span).Faults;
        json = faults.Count == 0 ? Encoding.UTF8.GetString(shown.Span) : null;
        return json is not null;
    }

    /// <summary>As <see cref="Show"/>, as UTF-8.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="describe">Whether the description is written.</param>
    public static ReadOnlyMemory<byte> Write(RuleDefinition rule, bool describe = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            WriteRule(json, rule, describe);
        }

        return buffer.WrittenMemory;
    }

    private static void WriteRule(Utf8JsonWriter json, RuleDefinition rule, bool describe)
    {
        json.WriteStartObject();
        json.WriteString(RuleMembers.Name, rule.Name);
        if (describe && rule.Description is not null)
        {
            json.WriteString(RuleMembers.Description, rule.Description);
        }

        ParametersJsonWriter.Write(json, rule.Parameters);
        json.WriteStartArray(RuleMembers.Triggers);
        foreach (var trigger in rule.Triggers)
        {
            TriggerJsonWriter.Write(json, trigger);
        }

        json.WriteEndArray();
        ConditionJsonWriter.Write(json, RuleMembers.Conditions, rule.When);
        BindingJsonWriter.Write(json, RuleMembers.Subject, rule.Subject);
        OptionsJsonWriter.WriteGuards(json, rule.Guards);
        BlockJsonWriter.WriteMembers(json, rule.Body);
        json.WriteEndObject();
    }
}
