using System.Text.Json;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>How a run is driven when several things happen at once, or when something goes wrong between two commits.</summary>
public sealed class DrivingTests
{
    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id);

    [Event("order.paid", Subject = nameof(Id))]
    public sealed record OrderPaid(string Id);

    [Action("slow")]
    public sealed record Slow(string Id) : IAction;

    [Action("quick")]
    public sealed record Quick(string Text) : IAction;

    [Action("job")]
    public sealed record Job(string Id) : IAction<string>;

    [Action("deep")]
    public sealed record Deep(string Id) : IAction<JsonElement>;

    private static readonly StepOptions Day = new() { Timeout = TimeSpan.FromDays(1) };

    [Fact]
    public async Task Delay_BesideAStepInFlight_EndsOnTime()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("orders", rule => rule
            .OnEvent<OrderPlaced>()
            .Parallel(
                "both",
                slow => slow.Then("slow", run => new Slow(run.Input.Id), Day),
                quick => quick.Delay("rest", TimeSpan.FromMinutes(3)).Then("quick", run => new Quick(run.Input.Id)))));
        test.Fake((Slow _, StepContext _, CancellationToken _) => gate.Task).Fake((Quick _) => { });
        await test.In("p").PublishAsync(new OrderPlaced("1"));

        await test.AdvanceAsync(TimeSpan.FromMinutes(3));

        test.Calls<Quick>().Count.ShouldBe(1);
        gate.SetResult(null);
        await test.RunUntilIdleAsync();
        (await Single(test)).Status.ShouldBe(RunStatus.Succeeded);
    }

    /// <remarks>The store in memory commits on the caller's thread. Seen red with a pump that runs a step wherever it is: publishing waited for the handler.</remarks>
    [Theory]
    [InlineData(DeliveryMode.AtLeastOnce)]
    [InlineData(DeliveryMode.AtMostOnce)]
    public async Task Handler_ThatBlocksItsThread_DoesNotHoldUpWhoPublished(DeliveryMode delivery)
    {
        using var published = new ManualResetEventSlim();
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("orders", rule => rule
            .OnEvent<OrderPlaced>()
            .Then("quick", run => new Quick(run.Input.Id), new() { Delivery = delivery })));
        test.Fake((Quick _) =>
        {
            if (!published.Wait(TimeSpan.FromSeconds(30)))
            {
                throw new InvalidOperationException("Nobody had published when the handler gave up.");
            }
        });

        await test.In("p").PublishAsync(new OrderPlaced("1"));
        published.Set();
        await test.RunUntilIdleAsync();

        (await Single(test)).Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task Retry_BesideAStepInFlight_IsMadeOnTime()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("orders", rule => rule
            .OnEvent<OrderPlaced>()
            .Parallel(
                "both",
                slow => slow.Then("slow", run => new Slow(run.Input.Id), Day),
                quick => quick.Then("quick", run => new Quick(run.Input.Id), new() { Retry = RetryOptions.Fixed(2, TimeSpan.FromHours(1)) }))));
        test.Fake((Slow _, StepContext _, CancellationToken _) => gate.Task);
        test.Fake((Quick _) => throw new InvalidOperationException("no"));
        await test.In("p").PublishAsync(new OrderPlaced("1"));

        await test.AdvanceAsync(TimeSpan.FromHours(1));

        test.Calls<Quick>().Count.ShouldBe(2);
        gate.SetResult(null);
    }

    [Fact]
    public async Task MappedInput_ThatIsAPartOfThePayload_IsTheSameAfterACrash()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRuleJson("""
            { "name": "parts", "triggers": [ { "type": "event", "config": { "event": "order.placed" }, "input": "{{ trigger.data.order }}" } ],
              "steps": [ { "id": "rest", "delay": "PT1H" }, { "id": "quick", "type": "quick", "config": { "text": "{{ input.name }}" } } ] }
            """).AddHandler<QuickHandler>());
        test.Fake((Quick _) => { });
        await test.In("p").PublishJsonAsync("order.placed", """{"order":{"name":"inner"},"name":"outer"}"""u8.ToArray());
        await test.RunUntilIdleAsync();

        await test.CrashAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        test.Calls<Quick>().ShouldBe([new Quick("inner")]);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(64)]
    public async Task DeepResult_OfAStepInALoop_IsReadBack(int depth)
    {
        var deep = JsonElement.Parse(new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = 100 });
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("deep", rule => rule
            .OnEvent<OrderPlaced>()
            .Collect("each", run => new[] { 1 }, (each, _) => each.Then("deep", run => new Deep("x"), out var made).Return(made), out var all)
            .Delay("rest", TimeSpan.FromHours(1))
            .Then("quick", run => new Quick("done"))));
        test.Fake((Deep _) => deep).Fake((Quick _) => { });
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.RunUntilIdleAsync();

        await test.CrashAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        var run = await Single(test);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Reason);
    }

    [Fact]
    public async Task AtMostOnce_BehindAMissingHandler_IsNotTakenForStarted()
    {
        var missing = true;
        var gate = new TaskCompletionSource<object?>();
        const string json = """
            { "name": "both", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "steps": [ { "id": "both", "parallel": {
              "a": [ { "id": "rest", "delay": "PT1H" }, { "id": "lost", "type": "lost", "config": { "id": "1" } } ],
              "b": [ { "id": "slow", "type": "slow", "config": { "id": "1" }, "timeout": "P1D" },
                     { "id": "once", "type": "quick", "config": { "text": "once" }, "delivery": "atMostOnce" } ] } } ] }
            """;
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddHandler<SlowHandler>().AddHandler<QuickHandler>();
            _ = missing ? builder : builder.AddHandler<LostHandler>();
        });
        missing = false;
        await test.RestartAsync();
        await test.In("p").Rules.SaveAsync(json);
        missing = true;
        await test.RestartAsync();
        test.Fake((Slow _, StepContext _, CancellationToken _) => gate.Task).Fake((Quick _) => { });
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        gate.SetResult(null);
        await test.RunUntilIdleAsync();
        (await Single(test)).Status.ShouldBe(RunStatus.Parked);

        missing = false;
        await test.RestartAsync();
        await test.RunUntilIdleAsync();

        var run = await Single(test);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Reason);
    }

    [Fact]
    public async Task Cancel_WhoseEndASignalRefused_SurvivesACrash()
    {
        var database = new InMemoryDatabase();
        HookedStore store = null!;
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddRule<OrderPlaced>("orders", rule => rule
                .OnEvent<OrderPlaced>()
                .WaitFor<OrderPaid>("paid", run => run.Input.Id, TimeSpan.FromHours(1), out _)
                .Then("quick", run => new Quick("went on")));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(database)));
        });
        test.Fake((Quick _) => { });
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.RunUntilIdleAsync();
        var id = (await Single(test)).Id;
        var ends = 0;
        var second = new TaskCompletionSource();
        store.BeforeCommit = async (inner, batch) =>
        {
            if (batch.Operations.OfType<RecordOperation>().Any(record => record.Transition is RunTransition.End))
            {
                if (++ends == 2)
                {
                    // The host dies before the second try of the end.
                    second.SetResult();
                    await new TaskCompletionSource().Task;
                }

                var key = new SignalKey(new StepPath("paid"), SignalKind.Event, "someone else's");
                await inner.CommitAsync(
                    new CommitBatch
                    {
                        Now = batch.Now,
                        Operations = [new SignalOperation { Scope = "p", RunId = id, Signal = new SignalRecord(key, "{\"id\":\"1\"}"u8.ToArray(), batch.Now) }],
                    },
                    default);
            }
        };

        (await test.In("p").CancelAsync(id, "enough")).ShouldBe(CancelStatus.Accepted);
        await second.Task;
        await test.CrashAsync();
        await test.RunUntilIdleAsync();

        (await Single(test)).Status.ShouldBe(RunStatus.Cancelled);
        test.Calls<Quick>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunWhoseRecordsCannotBeStored_ReleasedOrCancelled_DoesNotSpin(bool cancel)
    {
        var database = new InMemoryDatabase();
        HookedStore store = null!;
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddRule<OrderPlaced>("orders", rule => rule.OnEvent<OrderPlaced>().Then("quick", run => new Quick("1")));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(database)));
        });
        test.Fake((Quick _) => { });
        var commits = 0;
        store.BeforeCommit = (_, batch) =>
        {
            var refused = batch.Operations.OfType<RecordOperation>().Any(record => record.Consumed.Count + record.Entries.Count > 0 && record.Transition is RunTransition.Continue)
                || batch.Operations.OfType<RecordOperation>().Any(record => record.Entries.Any(entry => entry.Kind == EntryKind.Outcome));
            return ++commits < 100 && refused ? throw new InvalidOperationException("cannot be stored") : Task.CompletedTask;
        };
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.RunUntilIdleAsync();
        var parked = await Single(test);
        parked.Status.ShouldBe(RunStatus.Parked);

        _ = cancel ? await test.In("p").CancelAsync(parked.Id) is CancelStatus.Accepted : await test.In("p").ReleaseAsync(parked.Id);
        await test.RunUntilIdleAsync();

        (await Single(test)).Status.ShouldBe(cancel ? RunStatus.Cancelled : RunStatus.Parked);
        commits.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Stop_WhenAHandlerAnswersItsTokenWithAnotherException_IsNoFailureOfTheStep()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("orders", rule => rule
            .OnEvent<OrderPlaced>().Then("slow", run => new Slow(run.Input.Id), Day)));
        var begun = new TaskCompletionSource();
        test.Fake(async (Slow _, StepContext _, CancellationToken token) =>
        {
            if (!begun.TrySetResult())
            {
                return null;
            }

            var told = new TaskCompletionSource();
            await using var registration = token.Register(told.SetResult);
            await told.Task;
            throw new InvalidOperationException("The connection was closed.");
        });
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await begun.Task;

        await test.RestartAsync();
        await test.RunUntilIdleAsync();

        var run = await Single(test);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Reason);
    }

    [Fact]
    public async Task Cancel_WhileAWaitIsOpen_IsShownAtTheWait()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("orders", rule => rule
            .OnEvent<OrderPlaced>().WaitFor<OrderPaid>("paid", run => run.Input.Id, TimeSpan.FromHours(1), out _)));
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.RunUntilIdleAsync();
        await test.In("p").CancelAsync((await Single(test)).Id);
        await test.RunUntilIdleAsync();

        var run = await Single(test);
        run.Status.ShouldBe(RunStatus.Cancelled);
        run.Steps.ShouldHaveSingleItem().Status.ShouldBe(StepStatus.Cancelled);
    }

    [Fact]
    public async Task Log_OfStepsThatRunTogether_IsKeptWhole()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<OrderPlaced>("orders", rule => rule
            .OnEvent<OrderPlaced>()
            .ForEach("each", run => Enumerable.Range(0, 16).ToArray(), (each, item) => each.Then("quick", run => new Quick($"{run.Get(item)}")), new() { MaxParallel = 16 })));
        test.Fake((Quick quick, StepContext context, CancellationToken _) =>
        {
            context.Log(quick.Text);
            return Task.FromResult<object?>(null);
        });
        for (var round = 0; round < 50; round++)
        {
            await test.In("p").PublishAsync(new OrderPlaced($"{round}"));
        }

        await test.RunUntilIdleAsync();

        foreach (var run in (await test.In("p").ListRunsAsync()).Items)
        {
            (await test.In("p").ListLogAsync(run.Id)).Count.ShouldBe(16);
        }
    }

    private static async Task<RunDetails> Single(AutomationTest test)
    {
        var run = (await test.In("p").ListRunsAsync()).Items.Single();
        return (await test.In("p").FindRunAsync(run.Id))!;
    }

    private sealed class QuickHandler : IActionHandler<Quick>
    {
        public Task HandleAsync(Quick action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class SlowHandler : IActionHandler<Slow>
    {
        public Task HandleAsync(Slow action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Action("lost")]
    public sealed record Lost(string Id) : IAction;

    private sealed class LostHandler : IActionHandler<Lost>
    {
        public Task HandleAsync(Lost action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
