namespace Automation.Definitions.Json;

/// <summary>Paths that lead nowhere, or to what may not be there; each row the value of <c>steps</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class PathFaultTests
{
    [Theory]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ inputt.x }}" } } ]""",
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ input.x }}" } } ]""",
        "/steps/0/config/x: no value is called 'inputt' (column 4). A path begins with one of: input, parameters, scope, trigger, steps, items, failure.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ parameters.mix }}" } } ]""",
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ parameters.max }}" } } ]""",
        "/steps/0/config/x: step 'use' reads parameters.mix, but the rule declares no parameter 'mix'. Did you mean 'max'?")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ scope.name }}" } } ]""",
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ scope }}" } } ]""",
        "/steps/0/config/x: step 'use' reads scope.name, but 'scope' is the scope's name, a text with nothing below it.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ trigger.payload }}" } } ]""",
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ trigger.data.x }}" } } ]""",
        "/steps/0/config/x: step 'use' reads trigger.payload, but 'payload' does not exist there. It is one of: data, kind, id, at, eventId.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps }}" } } ]""",
        null,
        "/steps/0/config/x: step 'use' reads steps, which says not of which step. Write steps.<id>.output.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ items }}" } } ]""",
        null,
        "/steps/0/config/x: step 'use' reads items, which says not of which loop. Write items.<id of the loop>.")]
    [InlineData(
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut }}" } } ]""",
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ]""",
        """/steps/1/config/x: step 'use' reads steps.cut, but a step has 'output', or 'outcome' when it has "try": true. Write steps.cut.output.""")]
    [InlineData(
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.result }}" } } ]""",
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ actions.cut.output.x[0].y }}" } } ]""",
        """/steps/1/config/x: step 'use' reads steps.cut.result, but a step has 'output', or 'outcome' when it has "try": true. Write steps.cut.output.""")]
    [InlineData(
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cot.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.cot.output, but the rule has no step 'cot'. Did you mean 'cut'?")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } }, { "id": "cut", "type": "image.cutout" } ]""",
        null,
        "/steps/0/config/x: step 'use' reads steps.cut.output, which stands after it.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.use.output }}" } } ]""",
        null,
        "/steps/0/config/x: step 'use' reads steps.use.output, its own result, which does not exist yet.")]
    [InlineData(
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.outcome.succeeded }}" } } ]""",
        null,
        """/steps/1/config/x: step 'use' reads steps.cut.outcome.succeeded, but the step has no outcome: when it fails, nothing follows. Give it "try": true, or read steps.cut.output.""")]
    [InlineData(
        """[ { "id": "tag", "type": "asset.tag", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.tag.output }}" } } ]""",
        """[ { "id": "tag", "type": "asset.tag", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.tag.outcome.error.message }}" } } ]""",
        """/steps/1/config/x: step 'use' reads steps.tag.output, but the step may fail, since it has "try": true. Read steps.tag.outcome.result, and ask steps.tag.outcome.succeeded before.""")]
    [InlineData(
        """[ { "id": "tag", "type": "asset.tag", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.tag.outcome.ok }}" } } ]""",
        """[ { "id": "tag", "type": "asset.tag", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.tag.outcome.result.x }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.tag.outcome.ok, but 'ok' does not exist there. It is one of: succeeded, result, error.")]
    [InlineData(
        """[ { "id": "tag", "type": "asset.tag", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.tag.outcome.error.stackTrace }}" } } ]""",
        """[ { "id": "tag", "type": "asset.tag", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.tag.outcome }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.tag.outcome.error.stackTrace, but 'stackTrace' does not exist there. It is one of: code, message, stepId.")]
    [InlineData(
        """[ { "id": "set", "type": "asset.set-status" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.set.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.set.output, but the action 'asset.set-status' has no result.")]
    [InlineData(
        """[ { "id": "set", "type": "asset.set-status", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.set.outcome.result }}" } } ]""",
        """[ { "id": "set", "type": "asset.set-status", "try": true }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.set.outcome.succeeded }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.set.outcome.result, but the action 'asset.set-status' has no result.")]
    [InlineData(
        """[ { "id": "wait", "delay": "PT1S" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.wait.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.wait.output, but that step has no output.")]
    [InlineData(
        """[ { "id": "wait", "delay": "PT1S" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.wait.outcome }}" } } ]""",
        null,
        """/steps/1/config/x: step 'use' reads steps.wait.outcome, but only an action with "try": true has an outcome.""")]
    [InlineData(
        """[ { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ]""",
        """[ { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "output": "{{ steps.cut.output }}" }, "else": { "steps": [], "output": null } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.large.output }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.cut.output, which may not have run: it stands in branch 'large.then'. Give both branches an output, and read steps.large.output.")]
    [InlineData(
        """[ { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.large.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.large.output, but the branches of 'large' have no output. Give both 'then' and 'else' one.")]
    [InlineData(
        """[ { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "cut", "type": "image.cutout" } ], "else": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ] } ]""",
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "stop": "x" } ], "else": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ] } ]""",
        "/steps/0/else/0/config/x: step 'use' reads steps.cut.output, which does not run on this way: it stands in branch 'large.then'.")]
    [InlineData(
        """[ { "id": "large", "if": { "field": "steps.cut.output.x", "operator": "exists" }, "then": [ { "id": "cut", "type": "image.cutout" } ] } ]""",
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "large", "if": { "field": "steps.cut.output.x", "operator": "exists" }, "then": [ { "stop": "x" } ] } ]""",
        "/steps/0/if/field: step 'large' reads steps.cut.output.x, which stands after it.")]
    [InlineData(
        """[ { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "output": "{{ steps.large.output }}" }, "else": { "steps": [], "output": 1 } } ]""",
        null,
        "/steps/0/then/output: the output of branch 'large.then' reads steps.large.output, which is not done while its own branches run.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } }, { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "cut", "type": "image.cutout" } ] } ]""",
        null,
        "/steps/0/config/x: step 'use' reads steps.cut.output, which stands after it.")]
    [InlineData(
        """[ { "id": "outer", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "inner", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "cut", "type": "image.cutout" } ] } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.cut.output, which may not have run: it stands in branch 'outer.then'. Give both branches an output, and read steps.outer.output.")]
    [InlineData(
        """[ { "id": "fetch", "parallel": { "left": [ { "id": "cut", "type": "image.cutout" } ], "right": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ] } } ]""",
        null,
        "/steps/0/parallel/right/0/config/x: step 'use' reads steps.cut.output, which runs at the same time, in branch 'fetch.left'.")]
    [InlineData(
        """[ { "id": "fetch", "parallel": { "left": [ { "id": "cut", "type": "image.cutout" } ] } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ]""",
        """[ { "id": "fetch", "parallel": { "left": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "output": "{{ steps.cut.output }}" } } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.fetch.output.left }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.cut.output, which stands in branch 'fetch.left'. Give the branch an output, and read steps.fetch.output.left.")]
    [InlineData(
        """[ { "id": "fetch", "parallel": { "left": [ { "id": "cut", "type": "image.cutout" } ] } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.fetch.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.fetch.output, but no branch of 'fetch' has an output.")]
    [InlineData(
        """[ { "id": "fetch", "parallel": { "left": [ { "id": "cut", "type": "image.cutout" } ] } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.fetch.output.left }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.fetch.output.left, but branch 'fetch.left' has no output. Give it one.")]
    [InlineData(
        """[ { "id": "fetch", "parallel": { "left": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "output": 1 } } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.fetch.output.right }}" } } ]""",
        """[ { "id": "fetch", "parallel": { "left": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "output": 1 } } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.fetch.output }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.fetch.output.right, but 'fetch' has no branch 'right'.")]
    [InlineData(
        """[ { "id": "files", "forEach": "{{ input.files }}", "do": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ]""",
        """[ { "id": "files", "forEach": "{{ input.files }}", "do": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "output": "{{ previous.output }}" } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.files.output[0] }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.cut.output, which stands in loop 'files.do', and runs once for each item. Give 'do' an output, and read the array steps.files.output.")]
    [InlineData(
        """[ { "id": "files", "forEach": "{{ input.files }}", "do": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.files.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.files.output, but 'files.do' has no output. Give it one.")]
    [InlineData(
        """[ { "id": "files", "forEach": "{{ input.files }}", "do": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.files.output }}" } } ] } ]""",
        """[ { "id": "files", "forEach": "{{ input.files }}", "do": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ items.files.name }}" } } ] } ]""",
        "/steps/0/do/0/config/x: step 'use' reads steps.files.output, which is not done while its items are worked on. Read the item: items.files.")]
    [InlineData(
        """[ { "id": "files", "forEach": "{{ items.files }}", "do": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ items.files }}" } } ]""",
        null,
        "/steps/0/forEach: step 'files' reads items.files, but stands outside of the loop 'files'. An item exists only inside of 'do'.",
        "/steps/1/config/x: step 'use' reads items.files, but stands outside of the loop 'files'. An item exists only inside of 'do'.")]
    [InlineData(
        """[ { "id": "files", "forEach": "{{ input.files }}", "do": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ items.other }}" } } ] } ]""",
        null,
        "/steps/0/do/0/config/x: step 'use' reads items.other, but the rule has no loop 'other'.")]
    [InlineData(
        """[ { "id": "review", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "timedOut": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.review.output.by }}" } } ] } ]""",
        """[ { "id": "review", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "received": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.review.output.by }}" } } ] } ]""",
        "/steps/0/timedOut/0/config/x: step 'use' reads steps.review.output.by, but no event came when this block runs.")]
    [InlineData(
        """[ { "id": "review", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "timedOut": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.review.output.by }}" } } ]""",
        """[ { "id": "review", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "timedOut": [ { "fail": "x" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.review.output.by }}" } } ]""",
        "/steps/1/config/x: step 'use' reads steps.review.output.by, but the event may not have come: 'review.timedOut' goes on. End it with 'stop' or 'fail', or read the event in 'review.received'.")]
    [InlineData(
        """[ { "id": "review", "waitFor": { "event": "e", "subject": "s", "timeout": "P2D" }, "received": [ { "id": "cut", "type": "image.cutout" } ] }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output }}" } } ]""",
        null,
        "/steps/1/config/x: step 'use' reads steps.cut.output, which may not have run: it stands in block 'review.received'. Read 'cut' inside of that block.")]
    [InlineData(
        """[ { "id": "review", "waitFor": { "event": "e", "subject": "{{ steps.review.output }}", "timeout": "P2D" } } ]""",
        null,
        "/steps/0/waitFor/subject: step 'review' reads steps.review.output, its own result, which does not exist yet.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ previous.output }}" } } ]""",
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ previous.output.x }}" } } ]""",
        "/steps/0/config/x: step 'use' reads previous.output, but there is no step before it in its block. Name the step: steps.<id>.output.")]
    [InlineData(
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "large", "if": { "field": "input.x", "operator": "exists" }, "then": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ previous.output }}" } } ] } ]""",
        null,
        "/steps/1/then/0/config/x: step 'use' reads previous.output, but there is no step before it in its block. Name the step: steps.<id>.output.")]
    [InlineData(
        """[ { "id": "cut", "type": "image.cutout" }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ previous }}" } } ]""",
        null,
        """/steps/1/config/x: step 'use' reads steps.cut, but a step has 'output', or 'outcome' when it has "try": true. Write steps.cut.output.""")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": "{{ failure.code }}" } } ]""",
        null,
        "/steps/0/config/x: step 'use' reads failure.code, but stands outside of 'onFailure'. Only there is a failure to read.")]
    [InlineData(
        """[ { "id": "p", "parallel": { "x": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "onFailure": [ { "id": "undo", "type": "image.cutout" } ] } } }, { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.undo.output }}" } } ]""",
        """[ { "id": "p", "parallel": { "x": { "steps": [ { "id": "cut", "type": "image.cutout" } ], "onFailure": [ { "id": "use", "type": "image.cutout", "config": { "x": "{{ steps.cut.output | default: failure.code }}" } } ] } } } ]""",
        "/steps/1/config/x: step 'use' reads steps.undo.output, which stands in block 'p.x.onFailure', and runs only after a failure.")]
    [InlineData(
        """[ { "id": "use", "type": "image.cutout", "config": { "x": [ "{{ steps.a.output }} {{ input.y | nope }}", "{{ parameters.z | default: items.q }} {{ scope.s }}" ] } } ]""",
        null,
        "/steps/0/config/x/0: step 'use' reads steps.a.output, but the rule has no step 'a'. Known steps: use.",
        "/steps/0/config/x/0: no filter is called 'nope' (column 35). Known filters: concat, date, default, first, join, json, last, lower, round, size, trim, truncate, upper, url.",
        "/steps/0/config/x/1: step 'use' reads parameters.z, but the rule declares no parameter 'z'. Known parameters: at, max.",
        "/steps/0/config/x/1: step 'use' reads items.q, but the rule has no loop 'q'.",
        "/steps/0/config/x/1: step 'use' reads scope.s, but 'scope' is the scope's name, a text with nothing below it.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => Rules.With(json, """ "parameters": { "max": { "type": "integer" }, "at": { "type": "string" } } """);
}
