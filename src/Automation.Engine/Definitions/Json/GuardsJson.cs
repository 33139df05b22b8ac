using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Guards by themselves as JSON, as a rule writes them.</summary>
internal static class GuardsJson
{
    /// <summary>An object, without those that have their default.</summary>
    public static JsonElement Write(GuardOptions guards)
    {
        var written = JsonElement.Parse(SmallJson.Write(guards, static (json, guards) =>
        {
            json.WriteStartObject();
            OptionsJsonWriter.WriteGuards(json, guards);
            json.WriteEndObject();
        }));
        return written.TryGetProperty(RuleMembers.Guards, out var members) ? members : ParametersDefinition.Empty;
    }

    /// <summary>An object with every guard: null stands for those that have their default.</summary>
    public static JsonElement Whole(GuardOptions guards)
    {
        var whole = JsonObject.Create(Write(guards))!;
        foreach (var member in OptionsJsonReader.GuardMembers)
        {
            whole.TryAdd(member, null);
        }

        return JsonSerializer.SerializeToElement(whole, AutomationJson.Default);
    }

    /// <summary>Reads them strictly.</summary>
    /// <returns>What is wrong with them; empty when nothing is.</returns>
    public static IReadOnlyList<RuleFault> Read(string rule, JsonElement guards, out GuardOptions read)
    {
        var root = JsonElement.Parse(SmallJson.Write(guards, static (json, guards) =>
        {
            json.WriteStartObject();
            json.WritePropertyName(RuleMembers.Guards);
            guards.WriteTo(json);
            json.WriteEndObject();
        }));
        var reading = new RuleReading(RuleOutline.Of(root), null, null, null);
        read = new OptionsJsonReader(reading).ReadGuards(RuleObject.Of(root, "", "the setting", reading)!.Value);
        return reading.Document.FaultCount == 0 ? [] : RuleFaults.Of(rule, reading.Document);
    }
}
