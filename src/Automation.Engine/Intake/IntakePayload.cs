using System.Globalization;
using System.Runtime.InteropServices;
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
            // As it is written, so that a fault says at which byte it is.
            if (JsonSerializer.Deserialize(JsonMarshal.GetRawUtf8Value(input), rule.InputType, json) is null)
            {
                throw new EventRejectedException("invalid-input", $"The input of rule '{rule.Name}' is null. Pass the members of '{TypeText.Of(rule.InputType)}' as JSON.", JsonPointer.Root);
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            var pointer = PointerOf(input, exception);
            var at = pointer.Length == 0 ? "it" : $"'{pointer}'";
            throw new EventRejectedException(
                "invalid-input",
                $"The input of rule '{rule.Name}' does not fit '{TypeText.Of(rule.InputType)}': {at} is {JsonShown.Of(At(input, pointer))}. {Reason(exception)} Pass the members of '{TypeText.Of(rule.InputType)}' as JSON.",
                pointer);
        }
    }

    private static string PointerOf(JsonElement input, Exception fault)
    {
        if (fault is not JsonException { BytePositionInLine: { } last } json)
        {
            return JsonPointer.Root;
        }

        // What the reader had read by then ends with the value.
        var utf8 = JsonMarshal.GetRawUtf8Value(input);
        var before = 0;
        for (var line = json.LineNumber ?? 0; line > 0; line--)
        {
            before += utf8[before..].IndexOf((byte)'\n') + 1;
        }

        return JsonPointer.At(utf8, before + (int)last - 1);
    }

    private static JsonElement At(JsonElement value, string pointer)
    {
        foreach (var part in pointer.Split('/').Skip(1))
        {
            value = value.ValueKind == JsonValueKind.Array
                ? value[int.Parse(part, CultureInfo.InvariantCulture)]
                : value.GetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }

        return value;
    }

    /// <summary>What the serializer says, as close to the value as it does, and without its own way of saying where.</summary>
    private static string Reason(Exception fault)
    {
        var message = (fault.InnerException ?? fault).Message;
        var place = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return place < 0 ? message : message[..place];
    }
}
