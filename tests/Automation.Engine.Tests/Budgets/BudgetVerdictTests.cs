using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Storage.Conformance;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Budgets;

/// <summary>Whoever starts a rule that has used up its budget, or its scope's, hears why there is no run.</summary>
public sealed class BudgetVerdictTests
{
    private const string Used = "The run may cost 40, and of the budget of the rule, 100 for 2030-01 (GuardOptions.Budget), 60 is spent and 0 is reserved for runs that have not ended. "
        + "The next month begins 2030-02-01T00:00:00.0000000+00:00.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Events. Faults: the run is created; the verdict has other numbers; the budget is asked for what the run does not cost.
    [Fact]
    public async Task Event_OverTheBudget_StartsNothing_AndOneThatCostsLessDoes()
    {
        await using var test = await StartAsync(new() { Budget = 99.5m });
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.Ran);

        var refused = await PublishAsync(test, 40);

        refused.ShouldBe(new Verdict { Rule = "rule", Reason = VerdictReason.OverBudget, Detail = Used.Replace("100 for", "99.5 for", StringComparison.Ordinal) });
        (await PublishAsync(test, 39)).Reason.ShouldBe(VerdictReason.Ran);
        (await PublishAsync(test, 0)).Reason.ShouldBe(VerdictReason.Ran);
        (await PublishAsync(test, 1)).Reason.ShouldBe(VerdictReason.OverBudget);
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(3);
        (await test.In("other").PublishAsync(new Order(60), cancellationToken: Token)).Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
    }

    [Fact]
    public async Task RunThatCostsMoreThanAWholeBudget_IsToldSo_AndNothingIsAskedOfTheStore()
    {
        await using var test = await StartAsync(new() { Budget = 50, BudgetPeriod = BudgetPeriod.Week });

        var verdict = await PublishAsync(test, 51);

        verdict.Reason.ShouldBe(VerdictReason.OverBudget);
        verdict.Detail.ShouldBe("The run may cost 51, and the whole budget of the rule is 50 a week (GuardOptions.Budget): it has room in none. Raise the budget, or make the run cheaper.");
        (await test.In("p").ListBudgetsAsync(Token)).ShouldHaveSingleItem().Left.ShouldBe(50);
    }

    // Fault: whoever forgot a field looks for the fault in the numbers.
    [Fact]
    public async Task ItemsThatTheInputLacks_AreNamedBehindTheNumbers()
    {
        await using var test = await StartAsync(new());
        await test.In("p").Rules.SaveAsync(
            """
            { "name": "loop", "guards": { "budget": 50 }, "triggers": [ { "type": "manual" } ],
              "steps": [ { "id": "each", "forEach": "{{ input.lines }}", "maxItems": 100, "do": { "steps": [ { "id": "a", "type": "budget.work", "config": { "cost": 1 } } ] } } ] }
            """,
            cancellationToken: Token);

        var refused = await Should.ThrowAsync<OverBudgetException>(() => test.In("p").Rule("loop").RunJsonAsync(JsonElement.Parse("""{ "line": [ 1 ] }"""), cancellationToken: Token));
        var preview = await test.In("p").Rule("loop").PreviewAsync(new PreviewInput.Value(JsonElement.Parse("""{ "line": [ 1 ] }""")), Token);

        const string cause = "Raise the budget, or make the run cheaper. Loop 'each' counts with 100 items, its most, since they cannot be read: ";
        refused.Message.ShouldContain(cause);
        refused.Message.ShouldContain("input.lines");
        preview.Detail.ShouldNotBeNull().ShouldContain(cause);
        (await test.In("p").Rule("loop").RunJsonAsync(JsonElement.Parse("""{ "lines": [ 1 ] }"""), cancellationToken: Token)).Duplicate.ShouldBeFalse();
    }

    // Fault: a budget of nothing is no budget.
    [Fact]
    public async Task BudgetOfNothing_LetsOnlyRunsBeginThatCostNothing()
    {
        await using var test = await StartAsync(new() { Budget = 0 });

        (await PublishAsync(test, 1)).Reason.ShouldBe(VerdictReason.OverBudget);
        (await PublishAsync(test, 0)).Reason.ShouldBe(VerdictReason.Ran);
    }

    // The next period. Fault: what was used goes on to count.
    [Fact]
    public async Task NextPeriod_BeginsAnew()
    {
        await using var test = await StartAsync(new() { Budget = 100 });
        await PublishAsync(test, 60);
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.OverBudget);

        await test.AdvanceToAsync(new DateTimeOffset(2030, 1, 31, 23, 59, 59, TimeSpan.Zero), Token);
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.OverBudget);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.Ran);

        (await test.In("p").ListBudgetsAsync(Token)).ShouldHaveSingleItem().ShouldBe(new BudgetSummary
        {
            Rule = "rule", Period = BudgetPeriod.Month, From = new(2030, 2, 1, 0, 0, 0, TimeSpan.Zero), Until = new(2030, 3, 1, 0, 0, 0, TimeSpan.Zero), Amount = 100, Spent = 60, Reserved = 0,
        });
    }

    // Two rules, one event. Faults: both are refused for what only one has no room for; a rule is asked about the other's budget.
    [Fact]
    public async Task BudgetOfTheScope_IsForAllRules_AndRefusesThoseThatDoNotFit()
    {
        await using var test = await StartAsync(
            new() { Budget = 1000 },
            options => (options.BudgetPerScope, options.BudgetPerScopePeriod) = (100, BudgetPeriod.Day),
            builder => builder.AddRule<Order>("second", rule => rule.OnEvent<Order>().Then("a", run => new Work(run.Input.Cost - 10))));

        var verdicts = (await test.In("p").PublishAsync(new Order(60), cancellationToken: Token)).Verdicts;

        verdicts.Select(verdict => (verdict.Rule, verdict.Reason)).ShouldBe([("rule", VerdictReason.Ran), ("second", VerdictReason.OverBudget)]);
        verdicts[1].Detail.ShouldBe(
            "The run may cost 50, and of the budget of the scope, 100 for 2030-01-01 (AutomationOptions.BudgetPerScope), 0 is spent and 60 is reserved for runs that have not ended. "
            + "The next day begins 2030-01-02T00:00:00.0000000+00:00.");
        await test.RunUntilIdleAsync(Token);
        (await test.In("p").ListBudgetsAsync(Token)).Select(budget => (budget.Rule, budget.Period, budget.Amount, budget.Spent, budget.Reserved, budget.Left))
            .ShouldBe([(null, BudgetPeriod.Day, 100, 60, 0, 40), ("rule", BudgetPeriod.Month, 1000, 60, 0, 940)]);
    }

    // It is decided at the end of one day, and anew in the next one, which is full as well. Fault: only the first answer is looked at, so that the store is asked for ever.
    [Fact]
    public async Task StartThatTwoPeriodsHaveNoRoomFor_IsRefused()
    {
        HookedStore store = null!;
        await using var test = await StartAsync(new() { Budget = 100, BudgetPeriod = BudgetPeriod.Day, Debounce = TimeSpan.FromMinutes(1) }, more: builder => builder.Services
            .Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase()))));
        await test.AdvanceToAsync(new DateTimeOffset(2030, 1, 1, 23, 58, 59, 500, TimeSpan.Zero), Token);
        await test.In("p").Rule("rule").RunJsonAsync(JsonSerializer.SerializeToElement(new { cost = 60 }), cancellationToken: Token);
        var verdict = await PublishAsync(test, 60);
        var asked = 0;
        store.BeforeCommit = async (inner, batch) =>
        {
            if (!batch.Operations.Any(operation => operation is AcceptOperation { Debounced: not null, Runs.Count: > 0 }))
            {
                return;
            }

            asked++.ShouldBeLessThan(5);
            if (asked == 1)
            {
                test.Clock.Advance(TimeSpan.FromSeconds(1));
                var other = new Make(test.Clock.GetUtcNow).Run("p", rule: "rule");
                await inner.CommitAsync(
                    new() { Node = null, Now = batch.Now, Operations = [new AcceptOperation { Scope = "p", Runs = [new NewRun { Run = other, Owned = false, Reservation = new(60_000_000) { OfRule = new("2030-01-02", 100_000_000, test.Clock.GetUtcNow().AddDays(1)) } }] }] },
                    Token);
            }
        };

        await test.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        asked.ShouldBe(2);
        var said = (await test.In("p").WhyAsync(new AutomationEventId(verdict.RunId!.Value.Value), Token))!.Verdicts.ShouldHaveSingleItem();
        said.Reason.ShouldBe(VerdictReason.OverBudget);
        said.Detail!.ShouldContain("100 for 2030-01-02");
    }

    // Nothing was called, so that there is nothing to tell. Fault: it pays what it reserved.
    [Fact]
    public async Task RunThatCalledNothing_AndThatNoHostCanRead_PaysNothing_WhenItIsCancelled()
    {
        var known = true;
        await using var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.AddHandler<WorkHandler>();
                if (known)
                {
                    builder.AddRule<Order>("rule", rule => rule.OnEvent<Order>().Guard(new() { Budget = 100, ApprovalAbove = 10 }).Then("a", run => new Work(run.Input.Cost)));
                }
            },
            cancellationToken: Token);
        var run = (await PublishAsync(test, 60)).RunId!.Value;
        known = false;
        await test.RestartAsync(Token);
        await test.In("p").CancelAsync(run, cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        known = true;
        await test.RestartAsync(Token);

        (await test.In("p").FindRunAsync(run, Token))!.Status.ShouldBe(RunStatus.Cancelled);
        (await test.In("p").ListBudgetsAsync(Token)).Single().ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(0), budget => budget.Reserved.ShouldBe(0));
    }

    // What came of its step could not be stored, and somebody had cancelled it. Fault: it pays what it reserved for steps that were not called.
    [Fact]
    public async Task RunThatIsGivenUp_WhenItIsCancelled_PaysWhatItCalled()
    {
        HookedStore store = null!;
        await using var test = await StartAsync(
            new() { Budget = 100 },
            more: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase()))),
            define: rule => rule.Then("a", run => new Work(10)).Then("b", run => new Work(20)).Then("c", run => new Work(50)));
        store.BeforeCommit = (_, batch) => batch.Operations.OfType<RecordOperation>().Any(record => record.Entries.Any(entry => entry.Path.Value == "b"))
            ? throw new InvalidOperationException("This cannot be stored.") : Task.CompletedTask;
        test.Fake(async (Work work, StepContext context, CancellationToken stop) =>
        {
            if (work.Cost == 20)
            {
                var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = stop.Register(told.SetResult);
                await test.In("p").CancelAsync(context.RunId, cancellationToken: Token);
                await told.Task;
            }

            return null;
        });

        var run = (await PublishAsync(test, 0)).RunId!.Value;

        (await test.In("p").FindRunAsync(run, Token))!.Status.ShouldBe(RunStatus.Cancelled);
        (await test.In("p").ListBudgetsAsync(Token)).Single().ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(30), budget => budget.Reserved.ShouldBe(0));
    }

    // By hand. Faults: a run is stored; what the key started before is not answered.
    [Fact]
    public async Task ManualStart_AndRerun_AreRefused_WithTheReason()
    {
        await using var test = await StartAsync(new() { Budget = 100 });
        var first = (await RunAsync(60, "k")).RunId;
        await test.RunUntilIdleAsync(Token);

        var refused = await Should.ThrowAsync<OverBudgetException>(() => RunAsync(40.5m));
        var rerun = await Should.ThrowAsync<OverBudgetException>(() => test.In("p").RerunAsync(first, cancellationToken: Token));
        var edited = await Should.ThrowAsync<OverBudgetException>(
            () => test.In("p").RerunAsync(first, new() { Mode = RerunMode.EditedInput, Input = JsonElement.Parse("""{"cost":101}""") }, Token));

        (refused.Scope, refused.Rule, refused.Cost, refused.Until).ShouldBe(("p", "rule", 40.5m, new DateTimeOffset(2030, 2, 1, 0, 0, 0, TimeSpan.Zero)));
        refused.Message.ShouldBe($"Rule 'rule' was not started in scope 'p'; nothing was stored. {Used.Replace("cost 40,", "cost 40.5,", StringComparison.Ordinal)}");
        (rerun.Cost, rerun.Until).ShouldBe((60, refused.Until));
        (edited.Cost, edited.Until).ShouldBe((101, null));
        (await Should.ThrowAsync<OverBudgetException>(() => RunAsync(1000))).Message.ShouldBe(
            "Rule 'rule' was not started in scope 'p'; nothing was stored. The run may cost 1000, and the whole budget of the rule is 100 a month (GuardOptions.Budget): it has room in none. "
            + "Raise the budget, or make the run cheaper.");
        (await RunAsync(60, "k")).ShouldBe(new StartResult { RunId = first, Duplicate = true });
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem();
        (await test.In("p").RerunAsync(first, new() { Mode = RerunMode.EditedInput, Input = JsonElement.Parse("""{"cost":40}""") }, Token)).Duplicate.ShouldBeFalse();

        Task<StartResult> RunAsync(decimal cost, string? key = null) =>
            test.In("p").Rule("rule").RunJsonAsync(JsonSerializer.SerializeToElement(new { cost }), new() { Key = key }, Token);
    }

    // Whatever else starts a rule. Fault: the schedule, or the series, stands still.
    [Fact]
    public async Task Schedule_GoesOn_AndItsOccurrencesSayWhy()
    {
        await using var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Configure(options => options.Scopes.Add("p"));
                builder.AddHandler<WorkHandler>().AddRule<Occurrence>(
                    "rule", rule => rule.OnSchedule(Schedule.Hourly()).Guard(new() { Budget = 25, BudgetPeriod = BudgetPeriod.Day }).Then("a", run => new Work(10)));
            },
            new DateTimeOffset(2030, 1, 1, 19, 30, 0, TimeSpan.Zero),
            Token);

        await test.AdvanceAsync(TimeSpan.FromHours(6), Token);

        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.Reverse().Select(one => one.Verdicts.Single().Reason)
            .ShouldBe([VerdictReason.Ran, VerdictReason.Ran, VerdictReason.OverBudget, VerdictReason.OverBudget, VerdictReason.Ran, VerdictReason.Ran]);
    }

    [Fact]
    public async Task PolledItem_OverTheBudget_IsAcceptedAllTheSame_AndNotFoundAgain()
    {
        await using var test = await StartAsync(new() { Budget = 100 }, more: builder => builder.AddHandler<Poller>()
            .Configure(options => options.Scopes.Add("p"))
            .AddRule<Order>("polled", rule => rule.On(new Poll()).Guard(new() { Budget = 100 }).Then("a", run => new Work(run.Input.Cost))));

        await test.AdvanceAsync(TimeSpan.FromMinutes(3), Token);

        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.Select(one => one.Verdicts.Single(verdict => verdict.Rule == "polled").Reason).Order()
            .ShouldBe([VerdictReason.Ran, VerdictReason.Ran, VerdictReason.OverBudget]);
    }

    [Fact]
    public async Task SeriesOfEvents_ThatIsDue_SaysWhy()
    {
        await using var test = await StartAsync(new() { Budget = 100, Debounce = TimeSpan.FromMinutes(1) });
        await PublishAsync(test, 60);
        await test.AdvanceAsync(TimeSpan.FromMinutes(1), Token);
        await PublishAsync(test, 40);
        var last = await test.In("p").PublishAsync(new Order(41), cancellationToken: Token);

        await test.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem();
        (await test.In("p").WhyAsync(new AutomationEventId(last.Verdicts.Single().RunId!.Value.Value), Token))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.OverBudget);
        (await test.In("p").ListBudgetsAsync(Token)).ShouldHaveSingleItem().Spent.ShouldBe(60);
    }

    // Per scope, and by another zone. Faults: the rule's own budget counts; the period is that of UTC.
    [Fact]
    public async Task Scope_MaySetABudgetOfItsOwn()
    {
        await using var test = await StartAsync(new());
        await test.In("p").Rule("rule").OverrideGuardsAsync(guards => guards with { Budget = 50, BudgetPeriod = BudgetPeriod.Day }, cancellationToken: Token);

        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.OverBudget);
        (await test.In("other").PublishAsync(new Order(60), cancellationToken: Token)).Verdicts.Single().Reason.ShouldBe(VerdictReason.Ran);
        (await PublishAsync(test, 50)).Reason.ShouldBe(VerdictReason.Ran);
        await test.In("p").Rule("rule").OverrideGuardsAsync(guards => guards with { Budget = 80 }, cancellationToken: Token);
        (await PublishAsync(test, 31)).Reason.ShouldBe(VerdictReason.OverBudget);
        (await PublishAsync(test, 30)).Reason.ShouldBe(VerdictReason.Ran);
        (await test.In("other").ListBudgetsAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Period_IsThatOfTheScopesCalendar_AndGoesOnWithTheCalendarOfAnotherZone()
    {
        var zones = new Zones();
        await using var test = await StartAsync(new() { Budget = 100, BudgetPeriod = BudgetPeriod.Day }, more: builder => builder.Services.AddSingleton<IScopeDirectory>(zones));
        await test.AdvanceToAsync(new DateTimeOffset(2030, 1, 10, 20, 0, 0, TimeSpan.Zero), Token);
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.Ran);
        (await test.In("p").ListBudgetsAsync(Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            budget => budget.From.ShouldBe(new DateTimeOffset(2030, 1, 10, 15, 0, 0, TimeSpan.Zero)), budget => budget.Spent.ShouldBe(60));

        // In Tokyo it is the 11th, and in UTC still the 10th, of which nothing is used; four hours later it is the 11th there, too.
        zones.Zone = "UTC";
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.Ran);
        await test.AdvanceAsync(TimeSpan.FromHours(4), Token);
        (await PublishAsync(test, 60)).Reason.ShouldBe(VerdictReason.OverBudget);
        (await PublishAsync(test, 40)).Reason.ShouldBe(VerdictReason.Ran);
    }

    // What a run did cost. Faults: each step counts once; a try that is not called counts; what was not called stays reserved.
    [Fact]
    public async Task Spent_IsWhatWasCalled_EachTry_AndMayBeMoreThanTheEstimate()
    {
        await using var test = await StartAsync(new() { Budget = 100 }, define: rule => rule
            .Then("a", run => new Work(run.Input.Cost), new() { Retry = new() { MaxAttempts = 5, Delay = TimeSpan.Zero } })
            .Then("b", run => new Work(10)));
        var tries = 0;
        test.Fake((Work _) =>
        {
            if (tries++ < 2)
            {
                throw new InvalidOperationException("twice");
            }
        });
        var run = (await PublishAsync(test, 30)).RunId!.Value;
        await test.RunUntilIdleAsync(Token);
        (await test.In("p").FindRunAsync(run, Token))!.ShouldSatisfyAllConditions(details => details.EstimatedCost.ShouldBe(40), details => details.Cost.ShouldBe(100));
        (await test.In("p").ListBudgetsAsync(Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(100), budget => budget.Left.ShouldBe(0));

        tries = 0;
        test.Fake((Work _) => throw new StepFailedException("no", "no", retry: false));
        await test.AdvanceAsync(TimeSpan.FromDays(31), Token);
        await PublishAsync(test, 30);
        await test.RunUntilIdleAsync(Token);
        (await test.In("p").ListBudgetsAsync(Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(30), budget => budget.Reserved.ShouldBe(0));
    }

    // Fault: a budget asks for an approval, or an approval that is waited for gives back what is reserved.
    [Fact]
    public async Task RunThatWaitsForItsApproval_KeepsWhatItReserved_AndGivesItBackWhenItIsRejected()
    {
        await using var test = await StartAsync(new() { Budget = 100, ApprovalAbove = 50 });
        var waiting = (await PublishAsync(test, 60)).RunId!.Value;
        await test.RunUntilIdleAsync(Token);
        (await test.In("p").FindRunAsync(waiting, Token))!.Status.ShouldBe(RunStatus.Parked);
        (await test.In("p").ListBudgetsAsync(Token)).Single().Reserved.ShouldBe(60);
        (await PublishAsync(test, 41)).Reason.ShouldBe(VerdictReason.OverBudget);
        (await PublishAsync(test, 40)).Reason.ShouldBe(VerdictReason.Ran);
        await test.RunUntilIdleAsync(Token);

        await test.In("p").CancelAsync(waiting, cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        (await test.In("p").ListBudgetsAsync(Token)).Single().ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(40), budget => budget.Reserved.ShouldBe(0));
    }

    // Faults: a re-run from a step pays for what it takes over.
    [Fact]
    public async Task RerunFromAStep_SpendsWhatItCalls()
    {
        await using var test = await StartAsync(new() { Budget = 200 }, define: rule => rule.Then("a", run => new Work(run.Input.Cost)).Then("b", run => new Work(5)));
        test.Fake((Work work) =>
        {
            if (work.Cost == 5)
            {
                throw new StepFailedException("no", "no", retry: false);
            }
        });
        var failed = (await PublishAsync(test, 60)).RunId!.Value;
        await test.RunUntilIdleAsync(Token);
        test.Fake((Work _) => { });

        await test.In("p").RerunAsync(failed, new() { Mode = RerunMode.FromStep }, Token);
        await test.RunUntilIdleAsync(Token);

        (await test.In("p").ListBudgetsAsync(Token)).Single().ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(70), budget => budget.Reserved.ShouldBe(0));
    }

    // What is looked at before. Faults: a preview, or a backtest, says that a run starts that can start in no period; what is left of the period counts in one.
    [Fact]
    public async Task PreviewAndBacktest_SayWhatNoPeriodHasRoomFor_AndNothingOfWhatIsLeft()
    {
        await using var test = await StartAsync(new() { Budget = 100 });
        await PublishAsync(test, 90);
        await PublishAsync(test, 91);
        await PublishAsync(test, 101);

        var fits = await test.In("p").Rule("rule").PreviewEventAsync(new Order(91), Token);
        var dear = await test.In("p").Rule("rule").PreviewEventAsync(new Order(101), Token);
        var report = await test.In("p").Rule("rule").BacktestAsync(cancellationToken: Token);

        (fits.WouldRun, fits.EstimatedCost).ShouldBe((true, 91));
        (dear.WouldRun, dear.Reason).ShouldBe((false, VerdictReason.OverBudget));
        dear.Detail.ShouldBe("The run may cost 101, and the whole budget of the rule is 100 a month (GuardOptions.Budget): it has room in none. Raise the budget, or make the run cheaper.");
        report.Samples.Select(one => (one.Reason, one.Recorded)).ShouldBe(
            [(VerdictReason.OverBudget, VerdictReason.OverBudget), (VerdictReason.Ran, VerdictReason.OverBudget), (VerdictReason.Ran, VerdictReason.Ran)]);
    }

    private static async Task<Verdict> PublishAsync(AutomationTest test, decimal cost)
    {
        var verdict = (await test.In("p").PublishAsync(new Order(cost), cancellationToken: Token)).Verdicts.ShouldHaveSingleItem();
        await test.RunUntilIdleAsync(Token);
        return verdict;
    }

    private static Task<AutomationTest> StartAsync(
        GuardOptions guards, Action<AutomationOptions>? options = null, Action<AutomationBuilder>? more = null, Func<RuleBuilder<Order>, object>? define = null) => AutomationTest.StartAsync(
        builder =>
        {
            builder.Configure(options ?? (_ => { }));
            builder.AddHandler<WorkHandler>().AddRule<Order>("rule", rule =>
            {
                rule.OnEvent<Order>().OnManual().Guard(guards);
                _ = define is null ? rule.Then("a", run => new Work(run.Input.Cost)) : define(rule);
            });
            more?.Invoke(builder);
        },
        cancellationToken: Token);

    [Event("budget.order")]
    public sealed record Order(decimal Cost);

    [Action("budget.work", Cost = 1000)]
    public sealed record Work(decimal Cost) : IAction;

    public sealed class WorkHandler : IActionHandler<Work>, IActionCost<Work>
    {
        public decimal CostOf(Work action) => action.Cost;

        public Task HandleAsync(Work action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Trigger("budget.poll")]
    public sealed record Poll : ITrigger<Order>;

    public sealed class Poller : IPollingTrigger<Poll, Order>
    {
        public Task<PollResult<Order>> PollAsync(Poll trigger, PollContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new PollResult<Order> { Items = [.. new[] { "a", "b", "c" }.Select(key => new PolledItem<Order>(key, new Order(40)))], Cursor = "end" });
    }

    private sealed class Zones : IScopeDirectory
    {
        public string Zone { get; set; } = "Asia/Tokyo";

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["p"]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(Zone);
    }
}
