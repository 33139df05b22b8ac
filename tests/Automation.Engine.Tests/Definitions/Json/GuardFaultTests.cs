namespace Automation.Definitions.Json;

/// <summary>Guards, each row the value of <c>guards</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class GuardFaultTests
{
    [Theory]
    [InlineData(
        "[]",
        "{}",
        "/guards: 'guards' is an object; an array is here.")]
    [InlineData(
        """{ "debounce": 30 }""",
        """{ "debounce": "PT30S" }""",
        "/guards/debounce: 'debounce' of 'guards' is 30. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """{ "debounce": "30s" }""",
        null,
        "/guards/debounce: 'debounce' of 'guards' is '30s'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """{ "debounce": "-PT30S" }""",
        null,
        "/guards/debounce: 'debounce' of 'guards' is '-PT30S'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """{ "debounce": "P31D" }""",
        """{ "debounce": "P30D" }""",
        "/guards/debounce: 'debounce' of 'guards' is 'P31D'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """{ "debounce": "PT0S" }""",
        """{ "debounce": "PT0.001S" }""",
        "/guards/debounce: 'debounce' of 'guards' is 'PT0S'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """{ "debounce": "PT30S", "debounceMaxWait": "PT29S" }""",
        """{ "debounce": "PT30S", "debounceMaxWait": "PT30S" }""",
        "/guards/debounceMaxWait: 'debounceMaxWait' of 'guards' is PT29S, shorter than 'debounce', which is PT30S.")]
    [InlineData(
        """{ "debounceMaxWait": "PT29S" }""",
        null,
        "/guards/debounceMaxWait: 'debounceMaxWait' of 'guards' needs 'debounce', which is missing. Set 'debounce', or leave 'debounceMaxWait' out; where a scope set it, null lifts it.")]
    [InlineData(
        """{ "maxRunsPerScope": 0 }""",
        """{ "maxRunsPerScope": 1 }""",
        "/guards/maxRunsPerScope: 'maxRunsPerScope' of 'guards' is 0. It needs a whole number from 1 to 2147483647.")]
    [InlineData(
        """{ "maxRunsPerScope": 1.5 }""",
        null,
        "/guards/maxRunsPerScope: 'maxRunsPerScope' of 'guards' is 1.5. It needs a whole number from 1 to 2147483647.")]
    [InlineData(
        """{ "whenBusy": "Skip" }""",
        """{ "whenBusy": "skip", "maxRunsPerScope": 1 }""",
        "/guards/whenBusy: 'whenBusy' of 'guards' is 'Skip'. It needs one of: queue, skip, replace, parallel.")]
    [InlineData(
        """{ "whenBusy": 2 }""",
        null,
        "/guards/whenBusy: 'whenBusy' of 'guards' is 2. It needs one of: queue, skip, replace, parallel.")]
    [InlineData(
        """{ "whenBusy": "replace" }""",
        """{ "whenBusy": "replace", "onePerSubject": true, "maxRunsPerScope": 3 }""",
        "/guards: 'whenBusy' is 'replace', but the rule is never busy. Set 'onePerSubject' or 'maxRunsPerScope', or leave it out.")]
    [InlineData(
        """{ "breakFor": "PT10M" }""",
        """{ "breakFor": "PT10M", "breakAfter": 5 }""",
        "/guards: 'breakFor' is set, but the rule has no breaker. Set 'breakAfter', or leave it out.")]
    [InlineData(
        """{ "budgetPeriod": "week" }""",
        """{ "budgetPeriod": "week", "budget": 5.25 }""",
        "/guards: 'budgetPeriod' is set, but the rule has no budget. Set 'budget', or leave it out.")]
    [InlineData(
        """{ "budget": 5, "budgetPeriod": "year" }""",
        """{ "budget": 0, "budgetPeriod": "day" }""",
        "/guards/budgetPeriod: 'budgetPeriod' of 'guards' is 'year'. It needs one of: day, week, month.")]
    [InlineData(
        """{ "whenBusy": "replace", "maxRunsPerScope": 2 }""",
        """{ "whenBusy": "replace", "maxRunsPerScope": 1 }""",
        "/guards: 'whenBusy' is 'replace', but 'maxRunsPerScope' is 2, and nothing says which of the runs is replaced. Set 'onePerSubject', or allow one run.")]
    [InlineData(
        """{ "whenBusy": "parallel", "maxRunsPerScope": 2 }""",
        """{ "whenBusy": "parallel" }""",
        "/guards: 'whenBusy' is 'parallel', but 'onePerSubject' or 'maxRunsPerScope' is set, and runs cannot do both, wait for each other and not. Leave one of them out.")]
    [InlineData(
        """{ "maxQueued": 0, "onePerSubject": true }""",
        """{ "maxQueued": 1, "onePerSubject": true }""",
        "/guards/maxQueued: 'maxQueued' of 'guards' is 0. It needs a whole number from 1 to 2147483647.")]
    [InlineData(
        """{ "maxQueued": 3 }""",
        """{ "maxQueued": 3, "maxRunsPerScope": 1, "whenBusy": "queue" }""",
        "/guards: 'maxQueued' is 3, but no run of the rule ever waits. It goes with 'onePerSubject' or 'maxRunsPerScope', and with 'queue'.")]
    [InlineData(
        """{ "onePerSubject": 1 }""",
        """{ "onePerSubject": false }""",
        "/guards/onePerSubject: 'onePerSubject' of 'guards' is 1. It needs true or false.")]
    [InlineData(
        """{ "optIn": "true" }""",
        """{ "optIn": true }""",
        "/guards/optIn: 'optIn' of 'guards' is 'true'. It needs true or false.")]
    [InlineData(
        """{ "optin": true }""",
        null,
        "/guards/optin: 'guards' has the member 'optin', which is unknown there. Did you mean 'optIn'?")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => Rules.With(Rules.End, $"\"guards\": {json}");
}
