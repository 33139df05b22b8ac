using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Previewing;

/// <summary>What a rule would do: real conditions, real inputs, and nothing done.</summary>
public sealed class PreviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preview_RendersInputs_AsksEachActionsPreview_AndDoesNothing()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("price", run => new Price(run.Input.Id), out var price)
            .Delay("pause", TimeSpan.FromHours(2))
            .Then("tell", run => new Tell($"{run.Input.Id} costs {run.Get(price)}")));

        var report = await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token);

        (report.WouldRun, report.Reason, report.Subject, report.Ends, report.Truncated).ShouldBe((true, VerdictReason.Ran, "7", RunStatus.Succeeded, false));
        report.Steps.Select(step => (step.Path.Value, step.Action, step.Certain, step.Input?.GetRawText(), step.Summary)).ShouldBe(
        [
            ("price", "preview.price", true, """{"id":"7"}""", "Would ask the price of 7."),
            ("pause", "delay", true, "\"PT2H\"", "Waits for PT2H."),
            ("tell", "preview.tell", true, """{"text":"7 costs 42"}""", null),
        ]);
        report.Steps[0].Result!.Value.GetInt32().ShouldBe(42);
        test.Calls<Price>().ShouldBeEmpty();
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Verdict_IsThatOfTheRealConditions_WithTheValuesSeen()
    {
        await using var test = await AutomationTest.StartAsync(automation => automation.AddHandler<OpenHandler>().AddRule<Order>(
            "rule", rule => rule.OnEvent<Order>().When(order => order.Total > 10).When(order => new IsOpen(order.Id)).Then("tell", run => new Tell("x"))), cancellationToken: Token);
        await test.In("p").Rules.SaveAsync(
            """{ "name": "json", "triggers": [ { "type": "event", "config": { "event": "preview.order" } } ], "conditions": { "field": "input.total", "operator": "greater_than", "value": 10 }, "steps": [ { "id": "a", "type": "preview.tell", "config": { "text": "x" } } ] }""",
            cancellationToken: Token);

        (await PreviewAsync("rule", new Order("open", 20))).ShouldSatisfyAllConditions(report => report.WouldRun.ShouldBeTrue(), report => report.Steps.Count.ShouldBe(1));
        (await PreviewAsync("rule", new Order("open", 5))).ShouldSatisfyAllConditions(
            report => (report.WouldRun, report.Reason).ShouldBe((false, VerdictReason.ConditionFalse)), report => report.Detail.ShouldBe("order => order.Total > 10 (order.Total was 5)"), report => report.Steps.ShouldBeEmpty());
        (await PreviewAsync("rule", new Order("shut", 20))).Detail.ShouldBe("""order => new IsOpen(order.Id) (it was asked {"id":"shut"})""");
        (await PreviewAsync("rule", new Order("broken", 20))).ShouldSatisfyAllConditions(
            report => report.Reason.ShouldBe(VerdictReason.Faulted), report => report.Detail.ShouldBe("Nobody knows."));
        (await PreviewAsync("json", new Order("x", 5))).Detail!.ShouldContain("5");

        Task<PreviewReport> PreviewAsync(string rule, Order order) => test.In("p").Rule(rule).PreviewEventAsync(order, Token);
    }

    [Fact]
    public async Task ResultWithoutAPreview_IsUnknown_AndSoIsWhatNeedsIt()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("make", run => new Make(run.Input.Id), out var made)
            .Then("tell", run => new Tell($"made {run.Get(made)}"))
            .If("good", run => run.Get(made) == "good", yes => yes.Then("yes", run => new Tell("yes")), no => no.Then("no", run => new Tell("no")))
            .Collect("each", run => run.Get(made).Split(','), (each, item) => each.Then("part", run => new Price(run.Get(item)), out var price).Return(price), out var prices)
            .Then("sum", run => new Tell($"{run.Get(prices).Sum()}"))
            .Then("last", run => new Tell("end")));

        var report = await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token);

        report.Steps.Select(step => (step.Path.Value, step.Certain, string.Join(',', step.DependsOn))).ShouldBe(
        [
            ("make", true, ""), ("tell", true, "make"), ("good", true, "make"), ("yes", false, ""), ("no", false, ""),
            ("each", true, "make"), ("part/*", false, "make"), ("sum", true, "each"), ("last", true, ""),
        ]);
        report.Steps[1].Summary.ShouldBe("Depends on the result of step 'make', which only a run can tell.");
        report.Ends.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task UnknownValue_IsNotHiddenByALambdaThatCatches()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("make", run => new Make(run.Input.Id), out var made)
            .Then("tell", run => new Tell(OrElse(() => run.Get(made)))));

        (await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token)).Steps[1].DependsOn.ShouldBe(["make"]);

        static string OrElse(Func<string> ask)
        {
            try
            {
                return ask();
            }
            catch (Exception)
            {
                return "nothing";
            }
        }
    }

    [Fact]
    public async Task BranchesLoopsAndParallelBlocks_FollowKnownValues()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .Choose("size", run => run.Input.Total > 10, large => large.Then("large", run => new Price("l"), out var l).Return(l), small => small.Then("small", run => new Price("s"), out var s).Return(s), out var size)
            .Collect("each", run => new[] { "a", "b" }, (each, item) => each.Then("part", run => new Price(run.Get(item)), out var price).Return(price), out var prices)
            .Gather("both", one => one.Then("one", run => new Price("1"), out var x).Return(x), two => two.Then("two", run => new Price("2"), out var y).Return(y), out var left, out var right)
            .Then("tell", run => new Tell($"{run.Get(size)} {run.Get(prices).Sum()} {run.Get(left) + run.Get(right)}")));

        var report = await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token);

        report.Steps.Select(step => step.Path.Value).ShouldBe(["size", "large", "each", "part/0", "part/1", "one", "two", "tell"]);
        report.Steps.ShouldAllBe(step => step.Certain && step.DependsOn.Count == 0);
        report.Steps[0].Result!.Value.GetBoolean().ShouldBeTrue();
        report.Steps[^1].Input!.Value.GetRawText().ShouldBe("""{"text":"42 84 84"}""");
    }

    [Fact]
    public async Task WaitsAndEnds_AreShown_AndWhatMayEndMakesTheRestPossible()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .WaitFor<Order>("paid", run => run.Input.Id, TimeSpan.FromDays(1), (came, paid) => came.Then("thank", run => new Tell(run.Get(paid).Id)), late => late.Fail("Nobody paid."))
            .Then("ship", run => new Tell("ship")));

        var report = await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token);

        report.Steps.Select(step => (step.Action, step.Certain, step.Summary)).ShouldBe(
        [
            ("wait", true, "Waits for an event 'preview.order', for P1D at most."),
            ("preview.tell", false, "Depends on the result of step 'paid', which only a run can tell."),
            ("fail", false, "Nobody paid."),
            ("preview.tell", false, null),
        ]);
        report.Ends.ShouldBeNull();
    }

    [Fact]
    public async Task CertainFailure_GoesThroughOnFailure_AndEndsTheRun()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .Try("tried", run => new Tell(int.Parse("x").ToString()), out var tried)
            .Then("told", run => new Tell($"{run.Get(tried).Succeeded}"))
            .Then("bad", run => new Price("unknown"))
            .Then("never", run => new Tell("never"))
            .OnFailure((failed, error) => failed.Then("tell", run => new Tell(run.Get(error).Code))));

        var report = await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token);

        report.Steps.Select(step => (step.Path.Value, step.Error?.Code, step.Input?.GetRawText())).ShouldBe(
        [
            ("tried", "exception", null), ("told", null, """{"text":"False"}"""), ("bad", "no-such-thing", """{"id":"unknown"}"""), ("tell", null, """{"text":"no-such-thing"}"""),
        ]);
        (report.Ends, report.EndReason).ShouldBe((RunStatus.Failed, "There is no unknown."));
    }

    // Fault: the preview promises success, and the run fails.
    [Fact]
    public async Task ConfigThatDoesNotFit_FailsInThePreviewAsInTheRun()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>().Then("tell", run => new Tell("x")));
        await test.In("p").Rules.SaveAsync(
            """{ "name": "json", "triggers": [ { "type": "event", "config": { "event": "preview.order" } } ], "steps": [ { "id": "wait", "type": "preview.count", "config": { "times": "{{ input.id }}" } } ] }""",
            cancellationToken: Token);

        var report = await test.In("p").Rule("json").PreviewEventAsync(new Order("many", 20), Token);
        await test.In("p").PublishAsync(new Order("many", 20), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        var run = (await test.In("p").FindRunAsync((await test.In("p").ListRunsAsync(new() { Rule = "json" }, Token)).Items.Single().Id, Token))!;
        var (promised, happened) = (report.Steps.Single().Error!, run.Steps.Single().Error!);
        (report.Ends, promised.Code, happened.Code).ShouldBe((RunStatus.Failed, "invalid-config", "invalid-config"));
        promised.Message.ShouldStartWith("The config of action 'preview.count' does not fit PreviewTests.Count: ");
        promised.Message.ShouldContain("$.times");
        happened.Message.ShouldBe(promised.Message);
    }

    [Fact]
    public async Task StoredRule_AndOneThatIsNotSaved_AreRenderedFromTheirTemplates()
    {
        const string Json = """
            { "name": "json", "triggers": [ { "type": "event", "config": { "event": "preview.order" } } ],
              "steps": [ { "id": "price", "type": "preview.price", "config": { "id": "{{ input.id }}" } },
                         { "id": "make", "type": "preview.make", "config": { "of": "x" } },
                         { "id": "tell", "type": "preview.tell", "config": { "text": "{{ steps.price.output }} for {{ trigger.data.total }}" } },
                         { "id": "late", "type": "preview.tell", "config": { "text": "{{ steps.make.output | default: 'none' }}" } } ] }
            """;
        await using var test = await StartAsync(rule => rule.OnEvent<Order>().Then("a", run => new Tell("a")));
        var input = new PreviewInput.Event("preview.order", JsonElement.Parse("""{"id":"7","total":3}"""));

        var unsaved = await test.In("p").Rules.PreviewAsync(Json, input, Token);
        var saved = await test.In("p").Rules.SaveAsync(Json, cancellationToken: Token);
        await test.In("p").Rule("json").DisableAsync(cancellationToken: Token);
        var disabled = await test.In("p").Rule("json").PreviewAsync(input, Token);
        var published = await test.In("p").PublishAsync(new Order("8", 4), cancellationToken: Token);
        var recorded = await test.In("p").Rule("json").PreviewAsync(new PreviewInput.Recorded(published.EventId), Token);
        var byHand = await test.In("p").Rule("json").PreviewAsync(new PreviewInput.Value(JsonElement.Parse("""{"id":"9","total":5}""")), Token);

        unsaved.Hash.ShouldBe(saved.Hash);
        unsaved.Subject.ShouldBe("7");
        (unsaved.Steps[2].Input!.Value.GetRawText(), unsaved.Steps[3].DependsOn.Single()).ShouldBe(("""{"text":"42 for 3"}""", "make"));
        disabled.Steps.Select(step => step.Summary).ShouldBe(unsaved.Steps.Select(step => step.Summary));
        recorded.Steps[2].Input!.Value.GetRawText().ShouldBe("""{"text":"42 for 4"}""");
        byHand.Steps[2].Input!.Value.GetRawText().ShouldBe("""{"text":"42 for 5"}""");
    }

    [Fact]
    public async Task Inputs_AreCheckedLikeRealOnes()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>().Then("a", run => new Tell("a")));
        var rule = test.In("p").Rule("rule");

        (await CodeAsync(new PreviewInput.Value(JsonElement.Parse("""{"id":7}""")))).ShouldBe("invalid-input");
        (await CodeAsync(new PreviewInput.Value(default))).ShouldBe("invalid-input");
        (await CodeAsync(new PreviewInput.Event("preview.order", default))).ShouldBe("malformed-json");
        (await CodeAsync(new PreviewInput.Event("not a type", JsonElement.Parse("{}")))).ShouldBe("invalid-type");
        (await CodeAsync(new PreviewInput.Event("other", JsonElement.Parse("{}")))).ShouldBe("no-trigger");
        (await CodeAsync(new PreviewInput.Recorded(default))).ShouldBe("unknown-event");
        await Should.ThrowAsync<ArgumentNullException>(() => rule.PreviewAsync(new PreviewInput.Event(null!, JsonElement.Parse("{}")), Token));
        await Should.ThrowAsync<RuleNotFoundException>(() => test.In("p").Rule("none").PreviewAsync(new PreviewInput.Value(default), Token));
        await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.PreviewAsync("{}", new PreviewInput.Value(default), Token));

        async Task<string> CodeAsync(PreviewInput input) => (await Should.ThrowAsync<EventRejectedException>(() => rule.PreviewAsync(input, Token))).Code;
    }

    [Fact]
    public async Task LargeLoop_IsCut_AndSaysSo()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<Order>()
            .ForEach("each", run => Enumerable.Range(0, 700), (each, item) => each.Then("tell", run => new Tell($"{run.Get(item)}")))
            .Then("last", run => new Tell("last")));

        var report = await test.In("p").Rule("rule").PreviewEventAsync(new Order("7", 20), Token);

        (report.Steps.Count, report.Truncated, report.Ends).ShouldBe((500, true, null));
    }

    [Fact]
    public async Task TwoPreviewsOfOneAction_AreAFault()
    {
        var fault = await Should.ThrowAsync<RuleDefinitionException>(() => AutomationTest.StartAsync(
            automation => automation.AddHandler<PriceHandler>().AddHandler<SecondPreview>(), cancellationToken: Token));

        fault.Message.ShouldContain("has two previews: PreviewTests.PriceHandler and PreviewTests.SecondPreview. Register one.");
    }

    private static Task<AutomationTest> StartAsync(Func<RuleBuilder<Order>, object> define) => AutomationTest.StartAsync(
        automation => automation.AddHandler<PriceHandler>().AddHandler<MakeHandler>().AddHandler<TellHandler>().AddHandler<CountHandler>().AddRule<Order>("rule", rule => define(rule)), cancellationToken: Token);

    [Event("preview.order", Subject = nameof(Id))]
    public sealed record Order(string Id, int Total);

    [Action("preview.price")]
    public sealed record Price(string Id) : IAction<int>;

    [Action("preview.make")]
    public sealed record Make(string Of) : IAction<string>;

    [Action("preview.tell")]
    public sealed record Tell(string Text) : IAction;

    [Action("preview.count")]
    public sealed record Count(int Times) : IAction;

    [Condition("preview.open")]
    public sealed record IsOpen(string Id) : ICondition;

    public sealed class PriceHandler : IActionHandler<Price, int>, IActionPreview<Price>
    {
        public Task<int> HandleAsync(Price action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(42);

        public Task<ActionPreview> PreviewAsync(Price action, PreviewContext context, CancellationToken cancellationToken) => action.Id == "unknown"
            ? throw new StepFailedException("no-such-thing", "There is no unknown.")
            : Task.FromResult(ActionPreview.Of($"Would ask the price of {action.Id}.", 42));
    }

    public sealed class SecondPreview : IActionPreview<Price>
    {
        public Task<ActionPreview> PreviewAsync(Price action, PreviewContext context, CancellationToken cancellationToken) => Task.FromResult(ActionPreview.Of(""));
    }

    public sealed class MakeHandler : IActionHandler<Make, string>
    {
        public Task<string> HandleAsync(Make action, StepContext context, CancellationToken cancellationToken) => Task.FromResult("made");
    }

    public sealed class TellHandler : IActionHandler<Tell>
    {
        public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public sealed class CountHandler : IActionHandler<Count>
    {
        public Task HandleAsync(Count action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public sealed class OpenHandler : IConditionHandler<IsOpen>
    {
        public Task<bool> EvaluateAsync(IsOpen condition, ConditionContext context, CancellationToken cancellationToken) =>
            condition.Id == "broken" ? throw new InvalidOperationException("Nobody knows.") : Task.FromResult(condition.Id == "open");
    }
}
