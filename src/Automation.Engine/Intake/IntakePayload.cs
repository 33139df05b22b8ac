using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Intake;

/// <summary>What bodies from outside must look like.</summary>
internal static class IntakePayload
{
    /// <exception cref="EventRejectedException">The bytes are not acceptable JSON.</exception>
    public static void Check(ReadOnlySpan<byte> payload)
    {
        if (JsonGate.Check(payload) is { IsValid: false } refused)
        {
            throw new EventRejectedException(refused.Code, refused.Message);
        }
    }

    /// <exception cref="EventRejectedException">The input is none of the rule's.</exception>
    public static void CheckInput(RuleDefinition rule, JsonElement input, JsonSerializerOptions json)
    {
        if (rule.InputType is null)
        {
            return;
        }

        try
        {
            _ = input.Deserialize(rule.InputType, json) ?? throw new JsonException("null");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new EventRejectedException(
                "invalid-input", $"The input of rule '{rule.Name}' is not a {rule.InputType.Name}.", (exception as JsonException)?.Path);
        }
    }
}
