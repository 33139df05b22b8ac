using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes conditions.</summary>
internal static class ConditionJsonWriter
{
    /// <summary>Several conditions that all must hold.</summary>
    public const string All = "all";

    /// <summary>Writes the member; nothing when there is no condition.</summary>
    public static void Write(Utf8JsonWriter json, string member, ConditionBinding? condition)
    {
        if (condition is not null)
        {
            json.WritePropertyName(member);
            Write(json, condition);
        }
    }

    private static void Write(Utf8JsonWriter json, ConditionBinding condition)
    {
        switch (condition)
        {
            case TreeCondition tree:
                tree.Tree.WriteTo(json);
                break;
            case CodeCondition code:
                BindingJsonWriter.WriteCode(json, code.Text);
                break;
            case HandlerCondition handler:
                json.WriteStartObject();
                json.WriteString(RuleMembers.Type, handler.Name);
                BindingJsonWriter.WriteConfig(json, handler.Config);
                json.WriteEndObject();
                break;
            case AllCondition all:
                json.WriteStartObject();
                json.WriteStartArray(All);
                foreach (var one in all.Conditions)
                {
                    Write(json, one);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"Automation bug: a condition of kind {condition.GetType().Name} has no form in JSON.");
        }
    }
}
