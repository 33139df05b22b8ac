using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Costing;

/// <summary>What a run may cost at most, by what is known before it begins.</summary>
public sealed class CostEstimateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What a step costs. Faults: the config is not asked; a default stands for what only the run can tell.
    [Fact]
    public Task Step_CostsWhatItsActionSays() => ShouldCostAsync(7.5m, rule => rule.Then("flat", run => new Flat()));

    [Fact]
    public Task ConfigThatIsKnown_CostsWhatItsHandlerSays() => ShouldCostAsync(12, rule => rule.Then("sized", run => new Sized(run.Input.Size)));

    [Fact]
    public Task ConfigThatOnlyTheRunKnows_CostsTheMost() =>
        ShouldCostAsync(100, rule => rule.Do("ask", (_, _, _) => Task.FromResult(1), out var asked).Then("sized", run => new Sized(run.Get(asked))));

    [Fact]
    public Task ConfigOfALambdaThatSwallowsTheFault_CostsTheMost() => ShouldCostAsync(100, rule => rule
        .Do("ask", (_, _, _) => Task.FromResult(1), out var asked)
        .Then("sized", run => new Sized(Swallow(() => run.Get(asked)))));

    [Fact]
    public async Task TemplateWithADefault_CostsTheMost()
    {
        await using var test = await StartAsync(rule => rule.Then("flat", run => new Flat()));
        await test.In("p").Rules.SaveAsync(
            """
            { "name": "json", "triggers": [ { "type": "event", "config": { "event": "cost.order" } } ],
              "steps": [ { "id": "count", "type": "cost.count", "config": { } }, { "id": "sized", "type": "cost.sized", "config": { "size": "{{ steps.count.output | default: 1 }}" } },
                         { "id": "known", "type": "cost.sized", "config": { "size": "{{ input.size }}" } } ] }
            """,
            cancellationToken: Token);

        (await test.In("p").Rule("json").PreviewEventAsync(new Order("1", 12), Token)).EstimatedCost.ShouldBe(112);
    }

    [Fact]
    public Task Parts_OfAMillionth_CountAsAWhole() => ShouldCostAsync(0.000001m, rule => rule.Then("sized", run => new Sized(-1)));

    // What a run calls. Fault: of two branches both count, or the cheaper one.
    [Fact]
    public Task OfBranches_TheDearestCounts() => ShouldCostAsync(15, rule => rule
        .If("which", run => run.Input.Size > 1000, large => large.Then("a", run => new Flat()), small => small.Then("b", run => new Flat()).Then("c", run => new Flat())));

    [Fact]
    public Task ParallelBranches_AllCount() => ShouldCostAsync(15, rule => rule
        .Parallel("both", left => left.Then("a", run => new Flat()), right => right.Then("b", run => new Flat())));

    [Fact]
    public Task Loop_CountsAsOftenAsItHasItems() => ShouldCostAsync(3 * 7.5m, rule => rule
        .ForEach("each", run => Enumerable.Range(0, run.Input.Size / 4), (each, _) => each.Then("a", run => new Flat())));

    [Fact]
    public Task LoopOverWhatOnlyTheRunKnows_CountsAsOftenAsItMayGo() => ShouldCostAsync(20 * 7.5m, rule => rule
        .Do("ask", (_, _, _) => Task.FromResult(new[] { 1 }), out var asked)
        .ForEach("each", run => run.Get(asked), (each, _) => each.Then("a", run => new Flat()), new() { MaxItems = 20 }));

    [Fact]
    public Task ItemOfALoop_IsNotKnown() => ShouldCostAsync(300, rule => rule
        .ForEach("each", run => new[] { 1, 2, 3 }, (each, item) => each.Then("a", run => new Sized(run.Get(item)))));

    [Fact]
    public Task WhatHandlesAFailure_Counts_AndFurtherTriesDoNot() => ShouldCostAsync(15, rule => rule
        .Then("a", run => new Flat(), new() { Retry = RetryOptions.Backoff(5) })
        .OnFailure((failed, _) => failed.Then("b", run => new Flat())));

    // Fault: a sum that no number holds.
    [Fact]
    public Task LoopsInLoops_CostATrillionAtMost() => ShouldCostAsync(1_000_000_000_000m, rule => rule
        .Do("ask", (_, _, _) => Task.FromResult(new[] { 1 }), out var asked)
        .ForEach("one", run => run.Get(asked), (one, _) => one
            .ForEach("two", run => run.Get(asked), (two, _) => two
                .ForEach("three", run => run.Get(asked), (three, _) => three.Then("a", run => new Dear()), new() { MaxItems = 10_000 }), new() { MaxItems = 10_000 }), new() { MaxItems = 10_000 }));

    // A cost that cannot be said. Fault: the run begins without an approval.
    [Fact]
    public async Task CostThatIsNegative_StartsNothing()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { ApprovalAbove = 10 }).Then("sized", run => new Sized(-2)));

        var verdict = (await test.In("p").PublishAsync(new Order("1", 1), cancellationToken: Token)).Verdicts.ShouldHaveSingleItem();

        verdict.Reason.ShouldBe(VerdictReason.Faulted);
        verdict.Detail.ShouldBe("CostEstimateTests.SizedHandler says that a call of action 'cost.sized' costs -1; 0 to 1,000,000,000 is allowed, with at most six digits behind the point.");
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
    }

    // What a run has cost. Faults: steps that were not called count; of several tries one counts.
    [Fact]
    public async Task Cost_IsThatOfTheCalls_EachTry()
    {
        await using var test = await StartAsync(rule => rule
            .Then("a", run => new Sized(run.Input.Size), new() { Retry = new() { MaxAttempts = 3, Delay = TimeSpan.Zero } })
            .Then("b", run => new Flat())
            .Then("c", run => new Flat()));
        var tries = 0;
        test.Fake((Sized _) => tries++ == 0 ? throw new InvalidOperationException("once") : 0);
        test.Fake((Flat _) => throw new StepFailedException("no", "no"));

        var run = (await test.In("p").PublishAsync(new Order("1", 12), cancellationToken: Token)).Verdicts.Single().RunId!.Value;
        await test.RunUntilIdleAsync(Token);

        var details = (await test.In("p").FindRunAsync(run, Token))!;
        (details.Status, details.Cost, details.EstimatedCost).ShouldBe((RunStatus.Failed, 31.5m, null));
    }

    // What is said wrongly.
    [Theory]
    [InlineData(typeof(Negative), "Action 'cost.negative' (CostEstimateTests.Negative) has the cost -1; 0 to 1,000,000,000 is allowed, with at most six digits behind the point.")]
    [InlineData(typeof(TooFine), "Action 'cost.fine' (CostEstimateTests.TooFine) has the cost 1E-07; 0 to 1,000,000,000 is allowed, with at most six digits behind the point.")]
    [InlineData(typeof(NotANumber), "Action 'cost.nan' (CostEstimateTests.NotANumber) has the cost NaN; 0 to 1,000,000,000 is allowed, with at most six digits behind the point.")]
    [InlineData(
        typeof(Unsaid),
        "Action 'cost.unsaid' (CostEstimateTests.Unsaid) has a cost that CostEstimateTests.UnsaidHandler says by the config. Say the most that a call costs, too: [Action(\"…\", Cost = …)] counts while the config is not known.")]
    public void Cost_ThatIsSaidWrongly_IsAFault(Type action, string fault)
    {
        var faults = Hosting.Compiled.Faults(builder =>
        {
            _ = action == typeof(Negative) ? builder.AddHandler<NegativeHandler>()
                : action == typeof(TooFine) ? builder.AddHandler<TooFineHandler>()
                : action == typeof(NotANumber) ? builder.AddHandler<NotANumberHandler>()
                : builder.AddHandler<UnsaidHandler>();
        });

        faults.Select(one => one.Message).ShouldBe([fault]);
    }

    [Fact]
    public void TwoCostsOfOneAction_AreAFault() =>
        Hosting.Compiled.Faults(builder => builder.AddHandler<SizedHandler>().AddHandler<SecondCost>()).Select(one => one.Message)
            .ShouldBe(["Action 'cost.sized' (CostEstimateTests.Sized) has two classes that say what it costs: CostEstimateTests.SizedHandler and CostEstimateTests.SecondCost. Register one."]);

    private static async Task ShouldCostAsync(decimal cost, Func<RuleBuilder<Order>, object> define)
    {
        await using var test = await StartAsync(define);

        (await test.In("p").Rule("rule").PreviewEventAsync(new Order("1", 12), Token)).EstimatedCost.ShouldBe(cost);
    }

    private static Task<AutomationTest> StartAsync(Func<RuleBuilder<Order>, object> define) => AutomationTest.StartAsync(
        automation => automation.AddHandler<SizedHandler>().AddHandler<FlatHandler>().AddHandler<DearHandler>().AddHandler<CountHandler>()
            .AddRule<Order>("rule", rule => define(rule.OnEvent<Order>())),
        cancellationToken: Token);

    private static int Swallow(Func<int> ask)
    {
        try
        {
            return ask();
        }
        catch (InvalidOperationException)
        {
            return 1;
        }
    }

    [Event("cost.order", Subject = nameof(Id))]
    public sealed record Order(string Id, int Size);

    [Action("cost.flat", Cost = 7.5)]
    public sealed record Flat : IAction;

    [Action("cost.dear", Cost = 1_000_000_000)]
    public sealed record Dear : IAction;

    [Action("cost.sized", Cost = 100)]
    public sealed record Sized(int Size) : IAction<int>;

    [Action("cost.count")]
    public sealed record Count : IAction<int>;

    [Action("cost.negative", Cost = -1)]
    public sealed record Negative : IAction;

    [Action("cost.fine", Cost = 0.0000001)]
    public sealed record TooFine : IAction;

    [Action("cost.nan", Cost = double.NaN)]
    public sealed record NotANumber : IAction;

    [Action("cost.unsaid")]
    public sealed record Unsaid : IAction;

    public sealed class SizedHandler : IActionHandler<Sized, int>, IActionCost<Sized>
    {
        public decimal CostOf(Sized action) => action.Size switch
        {
            -1 => 0.0000001m,
            -2 => -1,
            _ => action.Size,
        };

        public Task<int> HandleAsync(Sized action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(action.Size);
    }

    private sealed class SecondCost : IActionCost<Sized>
    {
        public decimal CostOf(Sized action) => 1;
    }

    public sealed class FlatHandler : IActionHandler<Flat>
    {
        public Task HandleAsync(Flat action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public sealed class DearHandler : IActionHandler<Dear>
    {
        public Task HandleAsync(Dear action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public sealed class CountHandler : IActionHandler<Count, int>
    {
        public Task<int> HandleAsync(Count action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(1);
    }

    private sealed class NegativeHandler : IActionHandler<Negative>
    {
        public Task HandleAsync(Negative action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class TooFineHandler : IActionHandler<TooFine>
    {
        public Task HandleAsync(TooFine action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NotANumberHandler : IActionHandler<NotANumber>
    {
        public Task HandleAsync(NotANumber action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class UnsaidHandler : IActionHandler<Unsaid>, IActionCost<Unsaid>
    {
        public decimal CostOf(Unsaid action) => 1;

        public Task HandleAsync(Unsaid action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
