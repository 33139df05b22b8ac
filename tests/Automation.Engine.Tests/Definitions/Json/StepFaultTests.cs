namespace Automation.Definitions.Json;

/// <summary>Steps of every kind, each row the value of <c>steps</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class StepFaultTests
{
    [Theory]
    [InlineData(
        "7",
        null,
        "/steps: the steps of the body of the rule are an array; a number is here.")]
    [InlineData(
        "[ 7 ]",
        null,
        "/steps/0: a step in the body of the rule is an object; a number is here.")]
    [InlineData(
        "[ {} ]",
        null,
        "/steps/0: a step in the body of the rule does not say what it is. It needs one of: type, if, parallel, forEach, delay, delayUntil, waitFor, stop, fail.")]
    [InlineData(
        """[ { "id": "a" } ]""",
        """[ { "id": "a", "type": "image.cutout" } ]""",
        "/steps/0: step 'a' does not say what it is. It needs one of: type, if, parallel, forEach, delay, delayUntil, waitFor, stop, fail.")]
    [InlineData(
        """[ { "id": "a", "tipe": "image.cutout" } ]""",
        null,
        "/steps/0: step 'a' does not say what it is. It needs one of: type, if, parallel, forEach, delay, delayUntil, waitFor, stop, fail. Did you mean 'type'?")]
    [InlineData(
        """[ { "id": "a", "loop": [] } ]""",
        null,
        "/steps/0: step 'a' does not say what it is. It needs one of: type, if, parallel, forEach, delay, delayUntil, waitFor, stop, fail.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "if": {} } ]""",
        null,
        "/steps/0/if: step 'a' has 'type' and 'if', and is one thing only. Make steps of their own.")]
    [InlineData(
        """[ { "id": "a", "delay": "PT5M", "delayUntil": "2030-01-31T00:00:00Z" } ]""",
        """[ { "id": "a", "delay": "PT5M" }, { "id": "b", "delayUntil": "2030-01-31T00:00:00Z" } ]""",
        "/steps/0/delayUntil: step 'a' has 'delay' and 'delayUntil', and is one thing only. Make steps of their own.")]
    [InlineData(
        """[ { "type": "image.cutout" } ]""",
        null,
        "/steps/0: 'type' in the body of the rule has no 'id'. It needs an id, unique in the rule.")]
    [InlineData(
        """[ { "id": 7, "type": "image.cutout" } ]""",
        null,
        "/steps/0/id: 'id' of 'type' in the body of the rule is 7. It needs a text.")]
    [InlineData(
        """[ { "id": "Cut Out", "type": "image.cutout" } ]""",
        """[ { "id": "cut-out", "type": "image.cutout" } ]""",
        "/steps/0/id: the step id 'Cut Out' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.")]
    [InlineData(
        """[ { "id": "a.b", "type": "image.cutout" } ]""",
        null,
        "/steps/0/id: the step id 'a.b' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.")]
    [InlineData(
        """[ { "id": "a/1", "type": "image.cutout" } ]""",
        null,
        "/steps/0/id: the step id 'a/1' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout" }, { "id": "p", "parallel": { "x": [ { "id": "a", "type": "image.cutout" } ] } } ]""",
        null,
        "/steps/1/parallel/x/0/id: two steps have the id 'a'. Ids are unique in the whole rule, branches included.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cut-ou" } ]""",
        """[ { "id": "a", "type": "image.cutout" } ]""",
        "/steps/0/type: step 'a' uses the action 'image.cut-ou', which is not registered. Did you mean 'image.cutout'?")]
    [InlineData(
        """[ { "id": "a", "type": "nothing.like.it" } ]""",
        null,
        "/steps/0/type: step 'a' uses the action 'nothing.like.it', which is not registered. Known actions: asset.set-status, asset.tag, atlas.export, atlas.pack, atlas.split, cde.sync, files.distribute, image.cutout, mail.send, script.run.")]
    [InlineData(
        """[ { "id": "a", "type": "a b" } ]""",
        null,
        "/steps/0/type: the name 'a b' of an action is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.")]
    [InlineData(
        """[ { "id": "a", "type": 7 } ]""",
        null,
        "/steps/0/type: 'type' of step 'a' is 7. It needs a text.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "config": [] } ]""",
        """[ { "id": "a", "type": "image.cutout", "config": {} } ]""",
        "/steps/0/config: the config of step 'a' is an object; an array is here.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "config": null } ]""",
        null,
        "/steps/0/config: the config of step 'a' is an object; null is here.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "config": { "$code": "run => new CutOut()" } } ]""",
        null,
        "/steps/0/config/$code: the text of a lambda stands here. A rule with code can be shown as JSON, but not read from it.")]
    [InlineData(
        """[ { "id": "a", "code": "async (run, step, stop) => 1" } ]""",
        null,
        "/steps/0/code: step 'a' is code in place. A rule with code can be shown as JSON, but not read from it.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "config": { "{{ input.x }}": 1 } } ]""",
        """[ { "id": "a", "type": "image.cutout", "config": { "x": "{{ input.x }}" } } ]""",
        "/steps/0/config/{{ input.x }}: the name '{{ input.x }}' has a placeholder; only values of properties are rendered, names are not.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "try": "yes" } ]""",
        """[ { "id": "a", "type": "image.cutout", "try": true } ]""",
        "/steps/0/try: 'try' of step 'a' is 'yes'. It needs true or false.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "timeout": "2m" } ]""",
        """[ { "id": "a", "type": "image.cutout", "timeout": "PT2M" } ]""",
        "/steps/0/timeout: 'timeout' of step 'a' is '2m'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "timeout": "PT0S" } ]""",
        null,
        "/steps/0/timeout: 'timeout' of step 'a' is 'PT0S'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "timeout": "P31D" } ]""",
        null,
        "/steps/0/timeout: 'timeout' of step 'a' is 'P31D'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "timeout": "{{ parameters.max }}" } ]""",
        null,
        "/steps/0/timeout: 'timeout' of step 'a' is '{{ parameters.max }}'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P30D.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "delivery": "exactlyOnce" } ]""",
        """[ { "id": "a", "type": "image.cutout", "delivery": "atMostOnce" } ]""",
        "/steps/0/delivery: 'delivery' of step 'a' is 'exactlyOnce'. It needs one of: atLeastOnce, atMostOnce.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "runOn": "a b" } ]""",
        """[ { "id": "a", "type": "image.cutout", "runOn": "gpu" } ]""",
        "/steps/0/runOn: the label 'a b' of step 'a' is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "retry": 3 } ]""",
        """[ { "id": "a", "type": "image.cutout", "retry": { "maxAttempts": 3 } } ]""",
        "/steps/0/retry: 'retry' of step 'a' is an object; a number is here.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "retry": { "maxAttempts": 101, "backoff": "linear", "delay": "1s", "jitter": 0, "times": 3 } } ]""",
        """[ { "id": "a", "type": "image.cutout", "retry": { "maxAttempts": 100, "backoff": "fixed", "delay": "PT1S", "jitter": false } } ]""",
        "/steps/0/retry/times: 'retry' of step 'a' has the member 'times', which is unknown there. Known members: backoff, delay, jitter, maxAttempts, maxDelay.",
        "/steps/0/retry/delay: 'delay' of 'retry' of step 'a' is '1s'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0S to P30D.",
        "/steps/0/retry/maxAttempts: 'maxAttempts' of 'retry' of step 'a' is 101. It needs a whole number from 1 to 100.",
        "/steps/0/retry/backoff: 'backoff' of 'retry' of step 'a' is 'linear'. It needs one of: fixed, exponential.",
        "/steps/0/retry/jitter: 'jitter' of 'retry' of step 'a' is 0. It needs true or false.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "retry": { "delay": "PT10M", "maxDelay": "PT1M" } } ]""",
        """[ { "id": "a", "type": "image.cutout", "retry": { "delay": "PT10M" } } ]""",
        "/steps/0/retry/maxDelay: 'maxDelay' of step 'a' is PT1M, shorter than 'delay', which is PT10M.")]
    [InlineData(
        """[ { "id": "a", "type": "image.cutout", "maxParallel": 3 } ]""",
        null,
        "/steps/0/maxParallel: step 'a' has the member 'maxParallel', which is unknown there. Known members: config, delivery, id, retry, runOn, timeout, try, type.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" } } ]""",
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "stop": "x" } ] } ]""",
        "/steps/0: step 'a' has no 'then'. It needs the branch that runs when the condition holds.")]
    [InlineData(
        """[ { "id": "a", "if": 7, "then": [ { "stop": "x" } ] } ]""",
        null,
        "/steps/0/if: a condition is an object with 'field', 'operator' and 'value', or with 'all', 'any' or 'not'; a number is here.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": [] } ]""",
        null,
        "/steps/0/then: branch 'a.then' has no steps.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [] } } ]""",
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [], "output": 1 }, "else": { "steps": [], "output": 2 } } ]""",
        "/steps/0/then/steps: branch 'a.then' has no steps.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": { "output": 1 }, "else": { "steps": [], "output": 2 } } ]""",
        null,
        "/steps/0/then: branch 'a.then' has no 'steps'. It needs an array of steps.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": "b" } ]""",
        null,
        "/steps/0/then: branch 'a.then' is an array of steps, or an object with 'steps'; a text is here.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [ { "stop": "x" } ], "name": "y" } } ]""",
        null,
        "/steps/0/then/name: branch 'a.then' has the member 'name', which is unknown there. Known members: onFailure, output, steps.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [], "output": 1 } } ]""",
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [], "output": 1 }, "else": [ { "fail": "x" } ] } ]""",
        "/steps/0: one branch of step 'a' has an output, and 'else' has none. Give both one, or neither.")]
    [InlineData(
        """[ { "id": "a", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "b", "type": "image.cutout" } ], "else": { "steps": [], "output": 1 } } ]""",
        null,
        "/steps/0/then: one branch of step 'a' has an output, and 'then' has none. Give both one, or neither.")]
    [InlineData(
        """[ { "id": "a", "if": { "type": "budget.lef" }, "then": [ { "stop": "x" } ] } ]""",
        """[ { "id": "a", "if": { "type": "budget.left" }, "then": [ { "stop": "x" } ] } ]""",
        "/steps/0/if/type: no condition is called 'budget.lef'. Did you mean 'budget.left'?")]
    [InlineData(
        """[ { "id": "a", "parallel": [] } ]""",
        """[ { "id": "a", "parallel": { "x": [ { "stop": "y" } ] } } ]""",
        "/steps/0/parallel: 'parallel' of step 'a' is an object; an array is here.")]
    [InlineData(
        """[ { "id": "a", "parallel": {} } ]""",
        null,
        "/steps/0/parallel: step 'a' has no branches.")]
    [InlineData(
        """[ { "id": "a", "parallel": { "X y": [ { "stop": "y" } ] } } ]""",
        null,
        "/steps/0/parallel/X y: the branch name 'X y' of step 'a' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.")]
    [InlineData(
        """[ { "id": "a", "forEach": "{{ input.files }}" } ]""",
        """[ { "id": "a", "forEach": "{{ input.files }}", "do": [ { "id": "b", "type": "image.cutout", "config": { "f": "{{ items.a }}" } } ] } ]""",
        "/steps/0: step 'a' has no 'do'. It needs the block that runs for each item.")]
    [InlineData(
        """[ { "id": "a", "forEach": "files: {{ input.files }}", "do": [ { "stop": "x" } ] } ]""",
        """[ { "id": "a", "forEach": [ 1, "{{ input.two }}" ], "do": [ { "stop": "x" } ] } ]""",
        "/steps/0/forEach: 'forEach' of step 'a' is 'files: {{ input.files }}'. It needs an array, or one placeholder that yields one.")]
    [InlineData(
        """[ { "id": "a", "forEach": { "x": 1 }, "do": [ { "stop": "x" } ] } ]""",
        null,
        """/steps/0/forEach: 'forEach' of step 'a' is { "x": 1 }. It needs an array, or one placeholder that yields one.""")]
    [InlineData(
        """[ { "id": "a", "forEach": "{{ input.files }}", "maxParallel": 101, "maxItems": 0, "do": [ { "stop": "x" } ] } ]""",
        """[ { "id": "a", "forEach": "{{ input.files }}", "maxParallel": 100, "maxItems": 10000, "do": [ { "stop": "x" } ] } ]""",
        "/steps/0/maxParallel: 'maxParallel' of step 'a' is 101. It needs a whole number from 1 to 100.",
        "/steps/0/maxItems: 'maxItems' of step 'a' is 0. It needs a whole number from 1 to 10000.")]
    [InlineData(
        """[ { "id": "a", "delay": 300 } ]""",
        """[ { "id": "a", "delay": "PT5M" } ]""",
        "/steps/0/delay: 'delay' of step 'a' is 300. It needs a text.")]
    [InlineData(
        """[ { "id": "a", "delay": "5 minutes" } ]""",
        """[ { "id": "a", "delay": "{{ input.delay }}" } ]""",
        "/steps/0/delay: 'delay' of step 'a' is '5 minutes'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0S to P3650D.")]
    [InlineData(
        """[ { "id": "a", "delay": "P1M" } ]""",
        """[ { "id": "a", "delay": "P30D" } ]""",
        "/steps/0/delay: 'delay' of step 'a' is 'P1M'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0S to P3650D.")]
    [InlineData(
        """[ { "id": "a", "delay": "P3651D" } ]""",
        null,
        "/steps/0/delay: 'delay' of step 'a' is 'P3651D'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0S to P3650D.")]
    [InlineData(
        """[ { "id": "a", "delayUntil": "tomorrow" } ]""",
        """[ { "id": "a", "delayUntil": "2030-01-31T08:00:00+01:00" } ]""",
        "/steps/0/delayUntil: 'delayUntil' of step 'a' is 'tomorrow'. It needs an instant as RFC 3339 writes it, such as '2030-01-31T08:00:00Z', or a placeholder.")]
    [InlineData(
        """[ { "id": "a", "waitFor": "asset.reviewed" } ]""",
        null,
        "/steps/0/waitFor: 'waitFor' of step 'a' is an object; a text is here.")]
    [InlineData(
        """[ { "id": "a", "waitFor": {} } ]""",
        """[ { "id": "a", "waitFor": { "event": "asset.reviewed", "subject": "{{ input.id }}", "timeout": "P2D" } } ]""",
        "/steps/0/waitFor: 'waitFor' of step 'a' has no 'event'. It needs the type of an event, such as 'asset.approved'.",
        "/steps/0/waitFor: 'waitFor' of step 'a' has no 'subject'. It needs the subject that the event is about.",
        "/steps/0/waitFor: 'waitFor' of step 'a' has no 'timeout'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D'.")]
    [InlineData(
        """[ { "id": "a", "waitFor": { "event": "a b", "subject": 7, "timeout": "2 days", "within": 1 } } ]""",
        null,
        "/steps/0/waitFor/within: 'waitFor' of step 'a' has the member 'within', which is unknown there. Known members: event, subject, timeout, where.",
        "/steps/0/waitFor/event: the event type 'a b' is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.",
        "/steps/0/waitFor/subject: 'subject' of 'waitFor' of step 'a' is 7. It needs a text.",
        "/steps/0/waitFor/timeout: 'timeout' of 'waitFor' of step 'a' is '2 days'. It needs a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from PT0.001S to P3650D.")]
    [InlineData(
        """[ { "id": "a", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D", "where": { "type": "asset.locked" } } } ]""",
        """[ { "id": "a", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D", "where": { "field": "steps.a.output.ok", "operator": "equals", "value": true } } } ]""",
        "/steps/0/waitFor/where/type: 'where' compares values of the event; a condition of the host's cannot be asked there. Ask it in an 'if' behind the wait.")]
    [InlineData(
        """[ { "id": "a", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "received": { "steps": [ { "stop": "x" } ], "output": 1 } } ]""",
        null,
        "/steps/0/received/output: block 'a.received' has an output that nobody takes: the output of a wait is the event. Remove it.")]
    [InlineData(
        """[ { "id": "a", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "timedOut": [] } ]""",
        null,
        "/steps/0/timedOut: block 'a.timedOut' has no steps.")]
    [InlineData(
        """[ { "stop": 7 } ]""",
        """[ { "stop": "{{ input.reason }}" } ]""",
        "/steps/0/stop: 'stop' of 'stop' in the body of the rule is 7. It needs a text.")]
    [InlineData(
        """[ { "id": "end", "fail": "x" } ]""",
        """[ { "fail": "x" } ]""",
        "/steps/0/id: step 'end' has the member 'id', which is unknown there. Known members: fail.")]
    [InlineData(
        """[ { "stop": "x" }, { "id": "a", "type": "image.cutout" } ]""",
        null,
        "/steps/1: step 'a' is never reached: the run has ended before it.")]
    [InlineData(
        """[ { "id": "i", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "stop": "x" } ], "else": [ { "fail": "y" } ] }, { "id": "a", "type": "image.cutout" } ]""",
        """[ { "id": "i", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "stop": "x" } ] }, { "id": "a", "type": "image.cutout" } ]""",
        "/steps/1: step 'a' is never reached: the run has ended before it.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => Rules.With(json, """ "parameters": { "max": { "type": "integer" } } """);
}
