namespace Automation.Definitions.Json;

/// <summary>The failure block, each row the value of <c>onFailure</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class FailureBlockFaultTests
{
    [Theory]
    [InlineData(
        "[]",
        """[ { "id": "tell", "type": "mail.send", "config": { "text": "{{ failure.message }}" } } ]""",
        "/onFailure: block 'onFailure' has no steps.")]
    [InlineData(
        """{ "steps": [ { "stop": "x" } ], "output": 1 }""",
        """{ "steps": [ { "stop": "x" } ] }""",
        "/onFailure/output: block 'onFailure' has an output that nobody takes: the failure goes on outward. Remove it.")]
    [InlineData(
        """{ "steps": [ { "stop": "x" } ], "onFailure": [ { "stop": "x" } ] }""",
        null,
        "/onFailure/onFailure: block 'onFailure' has an 'onFailure' of its own, which never runs: a failure while a failure is handled ends the handling. Remove it.")]
    [InlineData(
        """[ { "id": "tell", "type": "mail.send", "config": { "text": "{{ failure.stack }}" } } ]""",
        """[ { "id": "tell", "type": "mail.send", "config": { "text": "{{ failure.code }} {{ failure.stepId }}", "all": "{{ failure }}" } } ]""",
        "/onFailure/0/config/text: step 'tell' reads failure.stack, but 'stack' does not exist there. It is one of: code, message, stepId.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => Rules.With(Rules.End, $"\"onFailure\": {json}");
}
