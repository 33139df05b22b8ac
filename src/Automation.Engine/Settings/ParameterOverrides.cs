using System.Buffers;
using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Settings;

/// <summary>What a scope lays over a rule's parameters.</summary>
internal static class ParameterOverrides
{
    /// <summary>The parameters as they count; null when the rule's own do. What does not fit is passed over and named.</summary>
    public static ParametersDefinition? Apply(RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? overrides, JsonSerializerOptions json, List<RuleFault> drift)
    {
        var fitting = Fitting(rule, overrides, json, drift);
        return fitting.Count == 0 ? null : rule.Parameters!.With(Merge(rule.ParameterDefaults, fitting));
    }

    /// <summary>The overrides that fit the rule. The others are named.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Fitting(
        RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? overrides, JsonSerializerOptions json, List<RuleFault> drift)
    {
        var fitting = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in overrides ?? new Dictionary<string, JsonElement>())
        {
            if (Check(rule, name, value, json, out _) is { } fault)
            {
                drift.Add(fault);
            }
            else
            {
                fitting[name] = value;
            }
        }

        return fitting;
    }

    /// <summary>Lays values over those that are overridden already. One that equals the rule's default is not overridden any more.</summary>
    /// <exception cref="RuleDefinitionException">Some do not fit.</exception>
    public static IReadOnlyDictionary<string, JsonElement>? Change(
        RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? present, JsonElement values, JsonSerializerOptions json)
    {
        var changed = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in present ?? new Dictionary<string, JsonElement>())
        {
            changed[name] = value;
        }

        var faults = new List<RuleFault>();
        foreach (var given in values.EnumerateObject())
        {
            if (Check(rule, given.Name, given.Value, json, out var value) is { } fault)
            {
                faults.Add(fault);
            }
            else if (rule.ParameterDefaults.TryGetProperty(given.Name, out var usual) && JsonCompare.AreEqual(usual, value))
            {
                changed.Remove(given.Name);
            }
            else
            {
                changed[given.Name] = value.Clone();
            }
        }

        return faults.Count > 0 ? throw new RuleDefinitionException(faults) : changed.Count == 0 ? null : changed;
    }

    /// <summary>Takes back what is overridden: one parameter, which the rule need not have any more, or all (null).</summary>
    /// <exception cref="RuleDefinitionException">There is no such parameter.</exception>
    public static IReadOnlyDictionary<string, JsonElement>? Reset(RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? present, string? name) =>
        name is null ? null
        : present?.ContainsKey(name) == true ? Without(present, name)
        : Unknown(rule, name) is { } fault ? throw new RuleDefinitionException([fault])
        : present;

    /// <summary>Null for none.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? Without(IReadOnlyDictionary<string, JsonElement> present, string name) =>
        present.Count == 1 ? null : present.Where(value => value.Key != name).ToDictionary(StringComparer.Ordinal);

    /// <summary>Null when the value fits.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="value">The value.</param>
    /// <param name="json">How the rule's record becomes JSON and back.</param>
    /// <param name="kept">The value as the rule's own record writes it.</param>
    private static RuleFault? Check(RuleDefinition rule, string name, JsonElement value, JsonSerializerOptions json, out JsonElement kept)
    {
        kept = value;
        if (Unknown(rule, name) is { } unknown)
        {
            return unknown;
        }

        if (rule.Parameters!.ClrType is { } type)
        {
            return CheckRecord(rule, name, value, type, json, out kept);
        }

        var declared = rule.Parameters.Schema.GetProperty(name);
        var kind = declared.GetProperty(RuleMembers.Type).GetString()!;
        var format = declared.TryGetProperty(RuleMembers.Format, out var said) ? said.GetString() : null;
        return ParameterTypes.Fits(value, kind, format) ? null : Wrong(rule, name, value, ParameterTypes.Describe(kind, format));
    }

    /// <summary>Null when the rule has such a parameter.</summary>
    private static RuleFault? Unknown(RuleDefinition rule, string name)
    {
        var known = rule.Parameters?.Schema is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject().Select(parameter => parameter.Name).ToList() : [];
        return known.Contains(name) ? null
            : Fault(rule, name, RuleCodes.UnknownProperty, $"there is no parameter {ShortText.Quote(name)}.{NearNames.Hint(name, known, "parameters")}");
    }

    /// <summary>The record's own type decides, with what its constructor and setters refuse.</summary>
    private static RuleFault? CheckRecord(RuleDefinition rule, string name, JsonElement value, Type type, JsonSerializerOptions json, out JsonElement kept)
    {
        kept = value;
        try
        {
            var read = Merge(rule.ParameterDefaults, new Dictionary<string, JsonElement> { [name] = value }).Deserialize(type, json);
            kept = JsonSerializer.SerializeToElement(read, type, json).TryGetProperty(name, out var written) ? written : value;
            return null;
        }
        catch (JsonException)
        {
            return Wrong(rule, name, value, $"a value that '{name}' of {type.Name} takes");
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            // The host's own record.
            return Fault(rule, name, RuleCodes.OutOfRange, $"parameter '{name}' is {JsonShown.Of(value)}, and {type.Name} refuses it: {ShortText.Cut(refused.Message)}");
        }
    }

    private static RuleFault Wrong(RuleDefinition rule, string name, JsonElement value, string needed) =>
        Fault(rule, name, RuleCodes.WrongKind, $"parameter '{name}' is {JsonShown.Of(value)}. It needs {needed}.");

    private static RuleFault Fault(RuleDefinition rule, string name, string code, string message) => new()
    {
        Rule = rule.Name, Code = code, Message = $"Rule '{rule.Name}': {message}", Pointer = JsonPointer.Append($"/{RuleMembers.Parameters}", name),
    };

    private static JsonElement Merge(JsonElement defaults, IReadOnlyDictionary<string, JsonElement> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = TemplateJson.CreateWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var parameter in defaults.EnumerateObject().Where(parameter => !values.ContainsKey(parameter.Name)))
            {
                parameter.WriteTo(json);
            }

            foreach (var (name, value) in values)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
