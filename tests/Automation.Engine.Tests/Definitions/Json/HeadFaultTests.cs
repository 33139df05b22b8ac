namespace Automation.Definitions.Json;

/// <summary>What stands at the top of a rule. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class HeadFaultTests
{
    [Theory]
    [InlineData(
        "[]",
        null,
        ": The rule is an object; an array is here.")]
    [InlineData(
        "\"text\"",
        null,
        ": The rule is an object; a text is here.")]
    [InlineData(
        "{}",
        null,
        ": The rule has no 'name'. It needs the rule's name.",
        ": The rule has no 'triggers'. It needs an array of triggers.",
        ": The rule has no 'steps'. It needs an array of steps.")]
    [InlineData(
        """{ "name": 7, "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        """{ "name": "r", "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        "/name: 'name' of the rule is 7. It needs a text.")]
    [InlineData(
        """{ "name": "a b", "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        null,
        "/name: The name 'a b' is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.")]
    [InlineData(
        """{ "name": "r", "triggers": [ { "type": "manual" } ], "stepz": [], "steps": [ { "stop": "x" } ] }""",
        null,
        "/stepz: the rule has the member 'stepz', which is unknown there. Did you mean 'steps'?")]
    [InlineData(
        """{ "name": "r", "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ], "output": 1 }""",
        null,
        "/output: the rule has the member 'output', which is unknown there. Known members: $schema, conditions, description, guards, name, onFailure, parameters, steps, subject, triggers.")]
    [InlineData(
        """{ "name": "r", "description": null, "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        """{ "$schema": "https://x/y", "name": "r", "description": "d", "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        "/description: 'description' of the rule is null. It needs a text.")]
    [InlineData(
        """{ "name": "r", "$type": "System.Object", "triggers": [ { "type": "manual", "$ref": "#/x" } ], "steps": [ { "$type": "x", "stop": "x" } ] }""",
        null,
        "/$type: the rule has the member '$type', which is unknown there. Known members: $schema, conditions, description, guards, name, onFailure, parameters, steps, subject, triggers.",
        "/triggers/0/$ref: trigger 'manual' has the member '$ref', which is unknown there. Known members: config, id, input, type.",
        "/steps/0/$type: 'stop' in the body of the rule has the member '$type', which is unknown there. Known members: stop.")]
    [InlineData(
        """{ "name": "r", "triggers": [], "steps": [] }""",
        null,
        "/triggers: there is no trigger. Add one of: event, manual, schedule, webhook, or a type of the host's.",
        "/steps: there are no steps.")]
    [InlineData(
        """{ "name": "r", "triggers": {}, "steps": {} }""",
        null,
        "/triggers: 'triggers' of the rule is {}. It needs an array of triggers.",
        "/steps: the steps of the body of the rule are an array; an object is here.")]
    [InlineData(
        """{ "name": "r", "triggers": [ 7 ], "steps": [ { "stop": "x" } ] }""",
        null,
        "/triggers/0: a trigger is an object; a number is here.")]
    [InlineData(
        """{ "name": "r", "subject": 7, "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        """{ "name": "r", "subject": "{{ input.id }}", "triggers": [ { "type": "manual" } ], "steps": [ { "stop": "x" } ] }""",
        "/subject: 'subject' of the rule is 7. It needs a text.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => json;
}
