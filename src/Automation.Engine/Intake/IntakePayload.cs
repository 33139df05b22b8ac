using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Intake;

/// <summary>What bodies from outside must look like.</summary>
internal static class IntakePayload
{
    /// <summary>How messages name what is checked.</summary>
    public const string OfEvent = "payload of event";
    public const string OfItem = "payload of an item of trigger";
    public const string OfDelivery = "body of a delivery to trigger";
    public const string InputOfRule = "input of rule";
    public const string InputOfRerun = "input for running again run";

    /// <param name="payload">The bytes.</param>
    /// <param name="what">What they are: <see cref="OfEvent"/>.</param>
    /// <param name="name">Of which one.</param>
    /// <exception cref="EventRejectedException">The bytes are not acceptable JSON.</exception>
    public static void Check(ReadOnlySpan<byte> payload, string what, string name)
    {
        if (JsonGate.Check(payload) is { IsValid: false } refused)
        {
            throw new EventRejectedException(refused.Code, $"The {what} '{name}': {char.ToLowerInvariant(refused.Message[0])}{refused.Message[1..]}");
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
            if (input.Deserialize(rule.InputType, json) is null)
            {
                throw new EventRejectedException("invalid-input", $"The input of rule '{rule.Name}' is null. Pass the members of '{TypeText.Of(rule.InputType)}' as JSON.", JsonPointer.Root);
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // What the serializer says closest to the value.
            var misfit = JsonFit.Describe(input, exception, (exception.InnerException ?? exception).Message);
            throw new EventRejectedException(
                "invalid-input", $"The input of rule '{rule.Name}' does not fit '{TypeText.Of(rule.InputType)}': {misfit.Words} Pass the members of '{TypeText.Of(rule.InputType)}' as JSON.", misfit.Pointer);
        }
    }
}
