using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes triggers.</summary>
internal static class TriggerJsonWriter
{
    public static void Write(Utf8JsonWriter json, TriggerDefinition trigger)
    {
        var type = TriggerTypes.Name(trigger);
        json.WriteStartObject();
        json.WriteString(RuleMembers.Type, type);
        if (trigger.Id != type)
        {
            json.WriteString(RuleMembers.Id, trigger.Id);
        }

        if (trigger.Kind == TriggerKind.Event)
        {
            json.WriteStartObject(RuleMembers.Config);
            json.WriteString(RuleMembers.Event, trigger.Type);
            ConditionJsonWriter.Write(json, RuleMembers.Where, trigger.Where);
            json.WriteEndObject();
        }
        else
        {
            BindingJsonWriter.Write(json, RuleMembers.Config, trigger.Config);
        }

        BindingJsonWriter.Write(json, RuleMembers.Input, trigger.Input);
        json.WriteEndObject();
    }
}
