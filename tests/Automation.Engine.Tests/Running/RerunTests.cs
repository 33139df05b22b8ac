using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Running;

/// <summary>Runs that have ended, run again: from the beginning, with another input, or from where they stopped.</summary>
public sealed class RerunTests
{
    private static readonly RerunOptions FromStep = new() { Mode = RerunMode.FromStep };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_IsANewRun_OfTheSameEventAndInput_WithKeysOfItsOwn()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>().Then("a", run => new Work("a", run.Input.Id)));
        var published = await world.In("p").PublishAsync(new Order("7"), cancellationToken: Token);
        var first = published.Verdicts[0].RunId!.Value;
        await world.RunUntilIdleAsync(Token);

        var again = await world.In("p").RerunAsync(first, cancellationToken: Token);

        await world.RunUntilIdleAsync(Token);
        var run = await world.RunAsync(again.RunId);
        (run.Status, run.RerunOf, run.Trigger.EventId, run.Subject).ShouldBe((RunStatus.Succeeded, first, published.EventId, "7"));
        (again.Duplicate, again.Reused.Count).ShouldBe((false, 0));
        world.Keys.ShouldBe([$"{first}/a", $"{again.RunId}/a"]);
        (await world.In("p").ListRunsAsync(cancellationToken: Token)).Items.Select(one => one.RerunOf).ShouldBe([first, null]);
    }

    [Fact]
    public async Task EditedInput_IsCheckedLikeAManualStart_AndDecidesAnew()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>().If("large", run => run.Input.Id.Length > 2, yes => yes
            .Then("a", run => new Work("a", run.Input.Id))));
        var first = await world.PublishAsync("7");

        var refused = await Should.ThrowAsync<EventRejectedException>(() => world.In("p").RerunAsync(first, Edited("""{"id":7}"""), Token));
        var again = await world.In("p").RerunAsync(first, Edited("""{"id":"777"}"""), Token);

        await world.RunUntilIdleAsync(Token);
        (refused.Code, refused.Pointer).ShouldBe(("invalid-input", "/id"));
        refused.Message.ShouldBe(
            "The input of rule 'rule' does not fit 'RerunTests.Order': '/id' is 7. Cannot get the value of a token type 'Number' as a string. Pass the members of 'RerunTests.Order' as JSON.");
        var run = await world.RunAsync(again.RunId);
        (run.RerunOf, run.Trigger.Kind, run.Trigger.EventId, run.Input.GetRawText()).ShouldBe((first, TriggerKind.Manual, null, """{"id":"777"}"""));
        world.Calls.ShouldBe(["a 777"]);
    }

    [Fact]
    public async Task FromStep_TakesOverWhatSucceeded_AndGoesOnAtTheFailedStep()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Delay("pause", TimeSpan.FromHours(1))
            .Then("b", run => new Work("b", run.Get(a)), out var b)
            .Then("c", run => new Work("c", run.Get(b)))
            .OnFailure((failed, error) => failed.Then("tell", run => new Work("tell", run.Get(error).StepId))));
        world.Fails("b");
        var first = await world.PublishAsync("7");
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        world.Calls.ShouldBe(["a 7", "b a7", "tell b"]);

        world.Works("b");
        var again = await world.In("p").RerunAsync(first, FromStep, Token);

        await world.RunUntilIdleAsync(Token);
        world.Calls.Skip(3).ShouldBe(["b a7", "c ba7"]);
        again.Reused.Select(path => path.Value).ShouldBe(["a", "pause"]);
        var run = await world.RunAsync(again.RunId);
        run.Status.ShouldBe(RunStatus.Succeeded);
        run.Steps.Select(step => (step.Path.Value, step.Status, step.Attempts.Count)).ShouldBe(
            [("a", StepStatus.Succeeded, 0), ("pause", StepStatus.Succeeded, 0), ("b", StepStatus.Succeeded, 1), ("c", StepStatus.Succeeded, 1)]);
        run.Steps[0].Output!.Value.GetString().ShouldBe("a7");
        run.Steps.Select(step => step.Reused).ShouldBe([true, true, false, false]);
        (await world.RunAsync(first)).Steps.ShouldAllBe(step => !step.Reused);
    }

    // Fault: a run that was run again twice forgets what came from the first one, or says so twice.
    [Fact]
    public async Task FromStep_OfARunThatWasRunAgain_SaysOfBothWhatWasTakenOver()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Then("b", run => new Work("b", run.Get(a)), out var b)
            .Then("c", run => new Work("c", run.Get(b))));
        world.Fails("b");
        var first = await world.PublishAsync("7");
        world.Works("b");
        world.Fails("c");
        var second = await world.In("p").RerunAsync(first, FromStep, Token);
        await world.RunUntilIdleAsync(Token);
        world.Works("c");

        var third = await world.In("p").RerunAsync(second.RunId, FromStep, Token);
        await world.RunUntilIdleAsync(Token);

        (await world.RunAsync(second.RunId)).Steps.Select(step => step.Reused).ShouldBe([true, false, false]);
        var run = await world.RunAsync(third.RunId);
        run.Steps.Select(step => (step.Reused, step.Attempts.Count)).ShouldBe([(true, 0), (true, 0), (false, 1)]);
        run.Steps.Take(2).Select(step => step.Output!.Value.GetString()).ShouldBe(["a7", "ba7"]);
    }

    [Fact]
    public async Task FromStep_WhenItFailsAgainBeforeAnyStep_HandlesThatFailureItself()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id))
            .Then("b", run => new Work("b", int.Parse("x").ToString()))
            .OnFailure((failed, error) => failed.Then("tell", run => new Work("tell", run.Get(error).StepId))));
        var first = await world.PublishAsync("7");

        var again = await world.In("p").RerunAsync(first, FromStep, Token);

        await world.RunUntilIdleAsync(Token);
        again.Reused.Select(path => path.Value).ShouldBe(["a"]);
        world.Calls.ShouldBe(["a 7", "tell b", "tell b"]);
        (await world.RunAsync(again.RunId)).Status.ShouldBe(RunStatus.Failed);
    }

    [Fact]
    public async Task FromStep_SurvivesACrashBeforeItIsDriven_LikeEveryRun()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Then("b", run => new Work("b", run.Get(a))));
        world.Fails("b");
        var first = await world.PublishAsync("7");
        world.Works("b");
        world.Hold("b");
        var again = await world.In("p").RerunAsync(first, FromStep, Token);

        await world.Test.CrashAsync(Token);
        world.Release();
        await world.RunUntilIdleAsync(Token);

        (await world.RunAsync(again.RunId)).Status.ShouldBe(RunStatus.Succeeded);
        world.Calls.Count(call => call == "a 7").ShouldBe(1);
    }

    [Fact]
    public async Task FromStep_TakesOverTriedSteps_WhateverCameOfThem()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Try("a", run => new Work("a", run.Input.Id), out var a)
            .If("failed", run => !run.Get(a).Succeeded, yes => yes.Then("b", run => new Work("b", "instead")))
            .Then("c", run => new Work("c", "end")));
        world.Fails("a");
        world.Fails("c");
        var first = await world.PublishAsync("7");

        world.Works("a");
        world.Works("c");
        var again = await world.In("p").RerunAsync(first, FromStep, Token);

        await world.RunUntilIdleAsync(Token);
        again.Reused.Select(path => path.Value).ShouldBe(["a", "b"]);
        world.Calls.ShouldBe(["a 7", "b instead", "c end", "c end"]);
    }

    [Fact]
    public async Task FromStep_InLoopsAndParallelBranches_RepeatsOnlyWhatDidNotSucceed()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Gather("both",
                left => left.Collect("each", run => new[] { "0", "1", "2", "3" }, (each, item) => each
                    .Then("x", run => new Work("x", run.Get(item)), out var x).Return(x), out var all, new() { MaxParallel = 1 }).Return(all),
                right => right.Then("y", run => new Work("y", "r"), out var y).Return(y),
                out var l, out var r)
            .Then("z", run => new Work("z", $"{string.Join(',', run.Get(l))} {run.Get(r)}")));
        world.Fails("x 2");
        world.Hold("x 2");
        var first = await world.PublishAsync("7", settle: false);

        // Nothing is left to do but what is held: the other branch is over when this one fails.
        await world.AdvanceAsync(TimeSpan.Zero);
        world.Release();
        await world.RunUntilIdleAsync(Token);

        world.Works("x 2");
        var again = await world.In("p").RerunAsync(first, FromStep, Token);

        await world.RunUntilIdleAsync(Token);
        again.Reused.Select(path => path.Value).ShouldBe(["x/0", "x/1", "y"], ignoreOrder: true);
        world.Calls.Count(call => call is "x 0" or "x 1" or "y r").ShouldBe(3);
        world.Calls.Skip(world.Calls.Count - 3).ShouldBe(["x 2", "x 3", "z x0,x1,x2,x3 yr"]);
    }

    [Fact]
    public async Task FromStep_TakesOverEventsAndTimeoutsThatLedOn_AndWaitsAnewForTheRest()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .WaitFor<Paid>("paid", run => run.Input.Id, TimeSpan.FromDays(1), out var paid)
            .WaitFor<Paid>("more", run => "other", TimeSpan.FromHours(1), (came, _) => came.Then("a", run => new Work("a", "came")), late => late.Then("b", run => new Work("b", "late")))
            .Then("c", run => new Work("c", run.Get(paid).By)));
        var first = await world.PublishAsync("7");
        world.Fails("c");
        await world.In("p").PublishAsync(new Paid("7", "ada"), cancellationToken: Token);
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        (await world.RunAsync(first)).Status.ShouldBe(RunStatus.Failed);

        world.Works("c");
        var again = await world.In("p").RerunAsync(first, FromStep, Token);

        await world.RunUntilIdleAsync(Token);
        again.Reused.Select(path => path.Value).ShouldBe(["paid", "more", "b"]);
        world.Calls.ShouldBe(["b late", "c ada", "c ada"]);
    }

    [Fact]
    public async Task FromStep_OfAWaitThatTimedOut_WaitsAnew_ForEventsThatComeNow()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id))
            .WaitFor<Paid>("paid", run => run.Input.Id, TimeSpan.FromHours(1), out var paid)
            .Then("b", run => new Work("b", run.Get(paid).By)));
        var first = await world.PublishAsync("7");
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        await world.In("p").PublishAsync(new Paid("7", "too late"), cancellationToken: Token);

        var again = await world.In("p").RerunAsync(first, FromStep, Token);
        await world.RunUntilIdleAsync(Token);
        (await world.RunAsync(again.RunId)).Status.ShouldBe(RunStatus.Waiting);
        await world.In("p").PublishAsync(new Paid("7", "ada"), cancellationToken: Token);

        await world.RunUntilIdleAsync(Token);
        world.Calls.ShouldBe(["a 7", "b ada"]);
    }

    [Fact]
    public async Task FromStep_Named_RepeatsThatStepAndWhatFollows_EvenOfASuccess()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Then("b", run => new Work("b", run.Get(a)), out var b)
            .Then("c", run => new Work("c", run.Get(b))));
        var first = await world.PublishAsync("7");

        var again = await world.In("p").RerunAsync(first, FromStep with { Step = "b" }, Token);
        var whole = await Should.ThrowAsync<RerunRefusedException>(() => world.In("p").RerunAsync(first, FromStep, Token));
        var unknown = await Should.ThrowAsync<RerunRefusedException>(() => world.In("p").RerunAsync(first, FromStep with { Step = "d" }, Token));

        await world.RunUntilIdleAsync(Token);
        again.Reused.Select(path => path.Value).ShouldBe(["a"]);
        world.Calls.Skip(3).ShouldBe(["b a7", "c ba7"]);
        (whole.Code, unknown.Code).ShouldBe(("nothing-failed", "unknown-step"));
    }

    [Fact]
    public async Task FromStep_OfACancelledRun_GoesOnWhereItWas()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id)).Delay("pause", TimeSpan.FromHours(1)).Then("b", run => new Work("b", "end")));
        var first = await world.PublishAsync("7");
        await world.In("p").CancelAsync(first, "enough", Token);
        await world.RunUntilIdleAsync(Token);

        var again = await world.In("p").RerunAsync(first, FromStep, Token);
        await world.AdvanceAsync(TimeSpan.FromHours(1));

        again.Reused.Select(path => path.Value).ShouldBe(["a"]);
        world.Calls.ShouldBe(["a 7", "b end"]);
    }

    [Fact]
    public async Task FromStep_OfAnUncertainStep_NeedsAWord()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>()
            .Then("a", run => new Work("a", run.Input.Id), new() { Delivery = DeliveryMode.AtMostOnce, Timeout = TimeSpan.FromMinutes(1) }));
        world.Hold("a");
        var first = await world.PublishAsync("7", settle: false);
        await world.WhenCalledAsync();
        await world.Test.CrashAsync(Token);
        world.Release();
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await world.RunAsync(first)).Steps.ShouldHaveSingleItem().Status.ShouldBe(StepStatus.Uncertain);

        var refused = await Should.ThrowAsync<RerunRefusedException>(() => world.In("p").RerunAsync(first, FromStep, Token));
        var again = await world.In("p").RerunAsync(first, FromStep with { RepeatUncertain = true }, Token);

        await world.RunUntilIdleAsync(Token);
        (refused.Code, refused.RunId).ShouldBe(("uncertain", first));
        refused.Message.ShouldContain("RepeatUncertain");
        (await world.RunAsync(again.RunId)).Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task LiveAndUnknownRuns_AreRefused()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>().Delay("pause", TimeSpan.FromHours(1)));
        var live = await world.PublishAsync("7");

        var refused = await Should.ThrowAsync<RerunRefusedException>(() => world.In("p").RerunAsync(live, cancellationToken: Token));
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        var foreign = await Should.ThrowAsync<RunNotFoundException>(() => world.In("q").RerunAsync(live, cancellationToken: Token));
        var unknown = await Should.ThrowAsync<RunNotFoundException>(() => world.In("p").RerunAsync(default, cancellationToken: Token));

        (refused.Code, refused.Message).ShouldBe(("run-live", $"Run '{live}' has not ended: it is Waiting. Wait for its end, or cancel it first."));
        (foreign.RunId, unknown.Scope).ShouldBe((live, "p"));
    }

    [Fact]
    public async Task Key_StartsOneRerunPerRun()
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>().Then("a", run => new Work("a", run.Input.Id)));
        var first = await world.PublishAsync("7");
        var other = await world.PublishAsync("8");

        var again = await world.In("p").RerunAsync(first, new() { Key = "k" }, Token);
        var repeated = await world.In("p").RerunAsync(first, new() { Key = "k" }, Token);
        var ofOther = await world.In("p").RerunAsync(other, new() { Key = "k" }, Token);
        var conflict = await Should.ThrowAsync<EventRejectedException>(() => world.In("p").RerunAsync(first, FromStep with { Step = "a", Key = "k" }, Token));

        await world.RunUntilIdleAsync(Token);
        (repeated.Duplicate, repeated.RunId, ofOther.Duplicate, conflict.Code).ShouldBe((true, again.RunId, false, "key-conflict"));
        world.Calls.Count.ShouldBe(4);
    }

    [Fact]
    public async Task StoredRule_RunsAgainInItsVersion_OrAsItStandsNow()
    {
        await using var world = await StartAsync(rule => rule.OnManual().Then("other", run => new Work("other", "x")));
        await SaveAsync(world, "old");
        var first = await world.PublishAsync("7", rule: "stored");
        await SaveAsync(world, "new");

        await world.In("p").RerunAsync(first, cancellationToken: Token);
        await world.RunUntilIdleAsync(Token);
        await world.In("p").RerunAsync(first, new() { CurrentVersion = true }, Token);
        await world.RunUntilIdleAsync(Token);
        await world.In("p").Rules.DeleteAsync("stored", Token);
        await world.In("p").RerunAsync(first, cancellationToken: Token);
        await world.RunUntilIdleAsync(Token);

        world.Calls.ShouldBe(["old 7", "old 7", "new 7", "old 7"]);
        await Should.ThrowAsync<RuleNotFoundException>(() => world.In("p").RerunAsync(first, new() { CurrentVersion = true }, Token));
    }

    // Fault: the rule is looked up once, and what is decided anew is decided with the former version.
    [Fact]
    public async Task CurrentVersion_OfARuleThatIsSavedMeanwhile_IsTheNewOne()
    {
        HookedStore store = null!;
        await using var world = await StartAsync(
            rule => rule.OnManual().Then("other", run => new Work("other", "x")),
            automation => automation.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase()))));
        await SaveAsync(world, "old");
        var first = await world.PublishAsync("7", rule: "stored");
        await SaveAsync(world, "new");
        store.BeforeCommit = async (_, batch) =>
        {
            if (batch.Operations.Any(operation => operation is AcceptOperation { Runs: [{ Run.RerunOf: not null }] }))
            {
                store.BeforeCommit = null;
                await SaveAsync(world, "newest");
            }
        };

        await world.In("p").RerunAsync(first, new() { CurrentVersion = true }, Token);

        await world.RunUntilIdleAsync(Token);
        world.Calls.ShouldBe(["old 7", "newest 7"]);
    }

    [Theory]
    [InlineData(RerunMode.EditedInput, null, null)]
    [InlineData(RerunMode.Same, "{}", null)]
    [InlineData(RerunMode.FromStep, "{}", null)]
    [InlineData(RerunMode.Same, null, "a")]
    [InlineData((RerunMode)9, null, null)]
    public async Task OptionsThatContradictEachOther_AreRefused(RerunMode mode, string? input, string? step)
    {
        await using var world = await StartAsync(rule => rule.OnEvent<Order>().Then("a", run => new Work("a", run.Input.Id)));
        var first = await world.PublishAsync("7");

        await Should.ThrowAsync<ArgumentException>(() => world.In("p").RerunAsync(
            first, new() { Mode = mode, Input = input is null ? null : JsonElement.Parse(input), Step = step }, Token));
    }

    private static RerunOptions Edited(string input) => new() { Mode = RerunMode.EditedInput, Input = JsonElement.Parse(input) };

    private static Task<StoredRule> SaveAsync(World world, string name) => world.In("p").Rules.SaveAsync(
        $$$"""{ "name": "stored", "triggers": [ { "type": "event", "config": { "event": "rerun.order" } } ], "steps": [ { "id": "a", "type": "rerun.work", "config": { "name": "{{{name}}}", "of": "{{ input.id }}" } } ] }""",
        cancellationToken: Token);

    private static async Task<World> StartAsync(Func<RuleBuilder<Order>, object> define, Action<AutomationBuilder>? configure = null)
    {
        var world = new World();
        world.Test = await AutomationTest.StartAsync(
            automation =>
            {
                automation.AddRule<Order>("rule", rule => define(rule));
                configure?.Invoke(automation);
            },
            cancellationToken: Token);
        world.Test.Fake<Work>(world.WorkAsync);
        return world;
    }

    [Event("rerun.order", Subject = nameof(Id))]
    public sealed record Order(string Id);

    [Event("rerun.paid", Subject = nameof(Order))]
    public sealed record Paid(string Order, string By);

    [Action("rerun.work")]
    public sealed record Work(string Name, string Of) : IAction<string>;

    private sealed class World : IAsyncDisposable
    {
        private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _gate;
        private string? _held;

        public AutomationTest Test { get; set; } = null!;

        public List<string> Calls { get; } = [];

        public List<string> Keys { get; } = [];

        public IScopedAutomation In(string scope) => Test.In(scope);

        public void Fails(string call) => _failing.Add(call);

        public void Works(string call) => _failing.Remove(call);

        /// <summary>An action by its name, or one call by what it is about as well.</summary>
        public void Hold(string name) => (_held, _gate) = (name, new(TaskCreationOptions.RunContinuationsAsynchronously));

        public void Release()
        {
            _held = null;
            _gate!.TrySetResult();
        }

        public Task WhenCalledAsync() => _called.Task;

        public async Task<object?> WorkAsync(Work work, StepContext context, CancellationToken cancellationToken)
        {
            var call = $"{work.Name} {work.Of}";
            lock (Calls)
            {
                Calls.Add(call);
                Keys.Add(context.IdempotencyKey);
            }

            _called.TrySetResult();
            if (_held == work.Name || _held == call)
            {
                await _gate!.Task.WaitAsync(cancellationToken);
            }

            return _failing.Contains(work.Name) || _failing.Contains(call)
                ? throw new StepFailedException("broken", $"{work.Name} is broken.", retry: false)
                : work.Name + work.Of;
        }

        public async Task<RunId> PublishAsync(string id, string rule = "rule", bool settle = true)
        {
            var published = await In("p").PublishAsync(new Order(id), cancellationToken: Token);
            if (settle)
            {
                await RunUntilIdleAsync(Token);
            }

            return published.Verdicts.Single(verdict => verdict.Rule == rule).RunId!.Value;
        }

        public async Task<RunDetails> RunAsync(RunId run) => (await In("p").FindRunAsync(run, Token)).ShouldNotBeNull();

        public Task RunUntilIdleAsync(CancellationToken cancellationToken) => Test.RunUntilIdleAsync(cancellationToken);

        public Task AdvanceAsync(TimeSpan by) => Test.AdvanceAsync(by, Token);

        public ValueTask DisposeAsync() => Test.DisposeAsync();
    }
}
