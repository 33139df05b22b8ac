using Microsoft.Extensions.DependencyInjection;

namespace Automation.Testing.Tests;

/// <summary>What a host's test relies on: fakes, calls, a clock that returns when all is done, restarts and crashes.</summary>
public sealed class AutomationTestTests
{
    [Fact]
    public async Task Engine_AtRest_HasNoTimer()
    {
        await using var test = await AutomationTest.StartAsync(_ => { });
        await test.RunUntilIdleAsync();

        test.Clock.NextDue.ShouldBeNull();
    }

    [Fact]
    public async Task Advance_OverRetryWaitAndDelay_RunsEverythingThatBecomesDue()
    {
        await using var test = await StartAsync();
        var tries = 0;
        test.Fake((CheckOrder order) => ++tries < 3 ? throw new InvalidOperationException("not yet") : "proof of " + order.OrderId);
        var shop = test.In("shop");

        await shop.PublishAsync(new OrderPlaced("o-1", 20));
        await test.AdvanceAsync(TimeSpan.FromMinutes(2));
        await shop.PublishAsync(new OrderPaid("o-1"));
        await test.RunUntilIdleAsync();
        test.Calls<ShipOrder>().ShouldBeEmpty();

        await test.AdvanceAsync(TimeSpan.FromHours(1));
        test.Calls<CheckOrder>().Count.ShouldBe(3);
        test.Calls<ShipOrder>().ShouldBe([new ShipOrder("o-1", "proof of o-1")]);
        test.Clock.GetUtcNow().ShouldBe(new DateTimeOffset(2030, 1, 1, 1, 2, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RestartAndCrash_InMidRun_GoOnWithoutRepeatingAFinishedStep(bool crash)
    {
        await using var test = await StartAsync();
        test.Fake((CheckOrder _) => "proof");
        await test.In("shop").PublishAsync(new OrderPlaced("o-1", 20));
        await test.RunUntilIdleAsync();

        await (crash ? test.CrashAsync() : test.RestartAsync());
        await test.In("shop").PublishAsync(new OrderPaid("o-1"));
        await test.AdvanceAsync(TimeSpan.FromHours(2));

        test.Calls<CheckOrder>().Count.ShouldBe(1);
        test.Calls<ShipOrder>().Count.ShouldBe(1);
        (await test.In("shop").ListRunsAsync()).Items.Single().Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: what is said is that some store is disposed.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HandleThatWasKept_SaysThatItsHostHasEnded_AndWhatToDo(bool crash)
    {
        await using var test = await StartAsync();
        var (shop, rule, rules) = (test.In("shop"), test.In("shop").Rule<ShipOrders>(), test.SharedRules);
        await (crash ? test.CrashAsync() : test.RestartAsync());

        foreach (var call in (Func<Task>[])[() => shop.PublishAsync(new OrderPlaced("o-1", 20)), () => shop.ListRunsAsync(), () => rule.GetSettingsAsync(), () => rules.ListAsync()])
        {
            (await Should.ThrowAsync<ObjectDisposedException>(call)).Message.ShouldStartWith(
                "The host of this client has ended and was disposed. Ask the host that runs now for its IAutomationClient; in a test, ask the AutomationTest again, as with In(scope).");
        }

        (await test.In("shop").ListRunsAsync()).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task AdvanceTo_ThePast_IsRefused_WithBothInstants()
    {
        await using var test = await StartAsync();
        var now = test.Clock.GetUtcNow();
        await test.AdvanceToAsync(now);

        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.AdvanceToAsync(now.AddHours(-1)))).Message
            .ShouldStartWith("The clock shows 2030-01-01T00:00:00Z and never goes back: 2029-12-31T23:00:00Z is past. Name an instant from now on.");
        test.Clock.GetUtcNow().ShouldBe(now);
    }

    [Fact]
    public async Task Action_WithoutHandlerAndFake_FailsItsStepAndSaysWhatToDo()
    {
        await using var test = await StartAsync();
        await test.In("shop").PublishAsync(new OrderPlaced("o-1", 20));
        await test.RunUntilIdleAsync();

        var run = (await test.In("shop").ListRunsAsync()).Items.Single();
        run.Status.ShouldBe(RunStatus.Failed);
        run.Reason.ShouldNotBeNull().ShouldContain("test.Fake((CheckOrder a) => …)");
    }

    [Fact]
    public async Task Lambda_ThatAnswersTwiceDifferently_FailsItsStep()
    {
        var answers = 0;
        await using var test = await AutomationTest.StartAsync(builder => builder
            .AddRule("impure", (RuleBuilder<OrderPlaced> rule) => rule
                .OnEvent<OrderPlaced>()
                .Then("ship", run => new ShipOrder(run.Input.OrderId, $"{Interlocked.Increment(ref answers)}"))));
        await test.In("shop").PublishAsync(new OrderPlaced("o-1", 20));
        await test.RunUntilIdleAsync();

        var run = (await test.In("shop").ListRunsAsync()).Items.Single();
        (await test.In("shop").FindRunAsync(run.Id))!.Steps.Single().Error.ShouldNotBeNull().Code.ShouldBe("not-pure");
        test.Calls<ShipOrder>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Advance_WhileAHandlerWaitsForTheClock_LetsItTimeOut()
    {
        await using var test = await StartAsync();
        test.Fake<CheckOrder>(async (_, _, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, test.Clock, token);
            return null;
        });
        await test.In("shop").PublishAsync(new OrderPlaced("o-1", 20));
        await test.AdvanceAsync(TimeSpan.FromMinutes(10));

        var run = (await test.In("shop").ListRunsAsync()).Items.Single();
        var step = (await test.In("shop").FindRunAsync(run.Id))!.Steps.Single();
        step.Attempts.Count.ShouldBe(3);
        step.Error.ShouldNotBeNull().Code.ShouldBe("timeout");
    }

    [Fact]
    public async Task Advance_OverAYearOfDailyDelays_FiresEachOnce()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder
            .AddHandler<ShipOrderHandler>()
            .AddRule("daily", (RuleBuilder<OrderPlaced> rule) => rule
                .OnEvent<OrderPlaced>()
                .ForEach("days", _ => Enumerable.Range(1, 365), (each, day) => each
                    .Delay("night", TimeSpan.FromDays(1))
                    .Then("ship", run => new ShipOrder(run.Input.OrderId, $"day {run.Get(day)}")))));
        await test.In("shop").PublishAsync(new OrderPlaced("o-1", 20));
        await test.AdvanceAsync(TimeSpan.FromDays(366));

        test.Calls<ShipOrder>().Select(call => call.Proof).ShouldBe(Enumerable.Range(1, 365).Select(day => $"day {day}"));
    }

    [Fact]
    public async Task FaultyRule_IsReportedByTheStart()
    {
        var exception = await Should.ThrowAsync<RuleDefinitionException>(() => AutomationTest.StartAsync(builder => builder
            .AddRule("empty", (RuleBuilder<OrderPlaced> rule) => rule.OnEvent<OrderPlaced>())));
        exception.Faults.ShouldNotBeEmpty();
    }

    private static Task<AutomationTest> StartAsync() =>
        AutomationTest.StartAsync(builder => builder.AddRule<ShipOrders>().AddHandler<ShipOrderHandler>());
}
