using System.Buffers;
using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Templates;

namespace Automation.Definitions;

/// <summary>Makes JSON of what a run's scope holds as objects.</summary>
internal static class ScopeJson
{
    public static readonly JsonElement Null = JsonElement.Parse("null");

    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly JsonElement False = JsonElement.Parse("false");

    public static JsonElement Boolean(bool value) => value ? True : False;

    /// <summary>Code, message and step. The CLR's parts of an error are for logs, not for rules.</summary>
    public static JsonElement Error(StepError error) => Object(error, static (json, error) => WriteError(json, error));

    public static JsonElement Outcome(NodeOutcome outcome) => Object(outcome, static (json, outcome) =>
    {
        json.WriteBoolean(PathNames.Succeeded, outcome.Succeeded);
        WriteElement(json, PathNames.Result, outcome.Output);
        if (outcome.Error is not null)
        {
            json.WriteStartObject(PathNames.Error);
            WriteError(json, outcome.Error);
            json.WriteEndObject();
        }
    });

    /// <summary>What started the run, without its payload; without an event id for a run that no event started.</summary>
    public static JsonElement Trigger(TriggerInfo trigger) => Object(trigger, static (json, trigger) => WriteTrigger(json, trigger));

    /// <summary>What started the run, and the payload.</summary>
    public static JsonElement TriggerWithData(IRunScope scope) => Object(scope, static (json, scope) =>
    {
        WriteTrigger(json, scope.Trigger);
        WriteElement(json, PathNames.Data, scope.TriggerData);
    });

    private static void WriteTrigger(Utf8JsonWriter json, TriggerInfo trigger)
    {
        json.WriteString(PathNames.Kind, RuleWords.Of(trigger.Kind));
        json.WriteString(PathNames.Id, trigger.Id);
        json.WriteString(PathNames.At, trigger.At.UtcDateTime);
        if (trigger.EventId is { } id)
        {
            json.WriteString(PathNames.EventId, id.ToString());
        }
    }

    private static void WriteError(Utf8JsonWriter json, StepError error)
    {
        json.WriteString(PathNames.Code, error.Code);
        json.WriteString(PathNames.Message, error.Message);
        json.WriteString(PathNames.StepId, error.StepId);
    }

    private static void WriteElement(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }

    private static JsonElement Object<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = TemplateJson.CreateWriter(buffer))
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
