namespace Automation.Definitions.Json;

/// <summary>Declarations of parameters, each row the value of <c>parameters</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class ParameterFaultTests
{
    [Theory]
    [InlineData(
        "[]",
        "{}",
        "/parameters: 'parameters' is an object; an array is here.")]
    [InlineData(
        """{ "max": 1 }""",
        """{ "max": { "type": "integer" } }""",
        "/parameters/max: parameter 'max' is an object; a number is here.")]
    [InlineData(
        """{ "max": {} }""",
        null,
        "/parameters/max: parameter 'max' has no 'type'. It needs one of: string, integer, number, boolean, array, object.")]
    [InlineData(
        """{ "max": { "type": "int" } }""",
        """{ "max": { "type": "integer", "default": 100 } }""",
        "/parameters/max/type: 'type' of parameter 'max' is 'int'. It needs one of: string, integer, number, boolean, array, object.")]
    [InlineData(
        """{ "max": { "type": "integer", "label": "Most" } }""",
        null,
        "/parameters/max/label: parameter 'max' has the member 'label', which is unknown there. Known members: default, format, type.")]
    [InlineData(
        """{ "max": { "type": "integer", "default": "100" } }""",
        """{ "max": { "type": "integer", "default": 100 } }""",
        "/parameters/max/default: 'default' of parameter 'max' is '100'. It needs a value of the type 'integer'.")]
    [InlineData(
        """{ "max": { "type": "integer", "default": 1.5 } }""",
        """{ "max": { "type": "number", "default": 1.5 } }""",
        "/parameters/max/default: 'default' of parameter 'max' is 1.5. It needs a value of the type 'integer'.")]
    [InlineData(
        """{ "max": { "type": "boolean", "default": 0 } }""",
        """{ "max": { "type": "boolean", "default": false } }""",
        "/parameters/max/default: 'default' of parameter 'max' is 0. It needs a value of the type 'boolean'.")]
    [InlineData(
        """{ "to": { "type": "array", "default": "a" } }""",
        """{ "to": { "type": "array", "default": [ "a" ] } }""",
        "/parameters/to/default: 'default' of parameter 'to' is 'a'. It needs a value of the type 'array'.")]
    [InlineData(
        """{ "to": { "type": "object", "default": [] } }""",
        """{ "to": { "type": "object", "default": {} } }""",
        "/parameters/to/default: 'default' of parameter 'to' is []. It needs a value of the type 'object'.")]
    [InlineData(
        """{ "to": { "type": "string", "default": null } }""",
        """{ "to": { "type": "string", "default": "{{ literal }}" } }""",
        "/parameters/to/default: 'default' of parameter 'to' is null. It needs a value of the type 'string'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "hour" } }""",
        """{ "at": { "type": "string", "format": "time", "default": "02:00" } }""",
        "/parameters/at/format: 'format' of parameter 'at' is 'hour'. It needs one of: date, time, date-time, duration, time-zone, uri, uuid, and the type 'string'.")]
    [InlineData(
        """{ "at": { "type": "integer", "format": "time" } }""",
        null,
        "/parameters/at/format: 'format' of parameter 'at' is 'time'. It needs one of: date, time, date-time, duration, time-zone, uri, uuid, and the type 'string'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "time", "default": "2 o'clock" } }""",
        null,
        "/parameters/at/default: 'default' of parameter 'at' is '2 o'clock'. It needs a value of the type 'string' and the format 'time'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "date", "default": "31.01.2030" } }""",
        """{ "at": { "type": "string", "format": "date", "default": "2030-01-31" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is '31.01.2030'. It needs a value of the type 'string' and the format 'date'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "date-time", "default": "2030-01-31" } }""",
        """{ "at": { "type": "string", "format": "date-time", "default": "2030-01-31T00:00:00Z" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is '2030-01-31'. It needs a value of the type 'string' and the format 'date-time'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "duration", "default": "P1M" } }""",
        """{ "at": { "type": "string", "format": "duration", "default": "P1W" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is 'P1M'. It needs a value of the type 'string' and the format 'duration'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "time-zone", "default": "CET+1" } }""",
        """{ "at": { "type": "string", "format": "time-zone", "default": "Europe/Berlin" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is 'CET+1'. It needs a value of the type 'string' and the format 'time-zone'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "time-zone", "default": "Europe" } }""",
        """{ "at": { "type": "string", "format": "time-zone", "default": "Asia/Calcutta" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is 'Europe'. It needs a value of the type 'string' and the format 'time-zone'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "uri", "default": "x" } }""",
        """{ "at": { "type": "string", "format": "uri", "default": "https://example.org/" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is 'x'. It needs a value of the type 'string' and the format 'uri'.")]
    [InlineData(
        """{ "at": { "type": "string", "format": "uuid", "default": "x" } }""",
        """{ "at": { "type": "string", "format": "uuid", "default": "01890000-0000-7000-8000-000000000001" } }""",
        "/parameters/at/default: 'default' of parameter 'at' is 'x'. It needs a value of the type 'string' and the format 'uuid'.")]
    [InlineData(
        """{ "1st place": { "type": "string" } }""",
        """{ "first-place": { "type": "string" } }""",
        "/parameters/1st place: the parameter name '1st place' is not allowed. Use 1 to 64 of A–Z, a–z, 0–9, '_' and '-', beginning with a letter.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => Rules.With(Rules.End, $"\"parameters\": {json}");
}
