using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Settings;

/// <summary>A pause, or a switch, stops the runs that wait for their turn, and lets those go on that have begun.</summary>
public sealed class PausedRunTests
{
    [Action("slow.work")]
    public sealed record SlowWork(string Id) : IAction;

    // Fault: queued runs go on while the rule is paused.
    [Fact]
    public async Task QueuedRuns_AreParked_AndGoOnWhenResumed()
    {
        await using var world = await World.StartAsync();
        var (first, second) = (await world.StartRunAsync("1"), await world.StartRunAsync("2"));

        await world.Rule.PauseAsync(options: new SettingOptions { Author = "anna" });
        var parked = await world.FindAsync(second);
        world.Go("1");
        await world.Test.RunUntilIdleAsync();

        (parked.Status, parked.Reason).ShouldBe((RunStatus.Parked, "Paused by anna since 2030-01-01T00:00:00Z until somebody resumes it."));
        (await world.FindAsync(first)).Status.ShouldBe(RunStatus.Succeeded, "it had begun");
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Parked);
        await world.Rule.ResumeAsync();
        world.Go("2");
        await world.Test.RunUntilIdleAsync();
        (await world.FindAsync(second)).ShouldSatisfyAllConditions(run => run.Status.ShouldBe(RunStatus.Succeeded), run => run.Reason.ShouldBeNull());
    }

    // Fault: nobody looks when the pause is over.
    [Fact]
    public async Task QueuedRuns_GoOnByThemselves_WhenThePauseIsOver()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(1));
        world.Go("1");
        world.Go("2");

        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(59));
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Parked);
        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: the pause is forgotten by a host that starts anew.
    [Fact]
    public async Task QueuedRuns_StayParkedOverACrash()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(1));
        world.Go("1");
        world.Go("2");

        await world.Test.CrashAsync();
        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(59));
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Parked);
        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: runs wake at the end that the pause had first.
    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task PauseOfAnotherEnd_ReplacesTheFirst(int hours)
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(2));
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(hours));
        world.Go("1");
        world.Go("2");

        await world.Test.AdvanceAsync(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(1));
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Parked);
        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task RunThatSomebodyReleases_GoesOnInThePause()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync();
        world.Go("1");
        world.Go("2");

        (await world.Test.In(SettingWorld.Home).ReleaseAsync(second)).ShouldBeTrue();
        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task RunThatIsCancelled_EndsInThePause()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync();
        world.Go("1");

        await world.Test.In(SettingWorld.Home).CancelAsync(second, "enough");
        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Cancelled);
    }

    // Fault: what somebody starts by hand while the rule is paused is parked when its turn comes.
    [Fact]
    public async Task RunStartedByHandInThePause_WaitsForItsTurnOnly()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(1));
        var byHand = (await world.Rule.RunJsonAsync(JsonSerializer.SerializeToElement(new { id = "2" }))).RunId;
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(2));
        world.Go("1");
        world.Go("2");

        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(byHand)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: nothing wakes them any more.
    [Fact]
    public async Task DeletedRule_ReleasesItsParkedRuns()
    {
        await using var world = await World.StartAsync(stored: true);
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync();
        await world.Test.In(SettingWorld.Home).Rules.DeleteAsync("slow");
        world.Go("1");
        world.Go("2");

        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: only acceptance asks whether a rule is enabled, and what is queued begins all the same.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SwitchedOff_QueuedRunsDoNotBegin_AndGoOnWhenItIsOn(bool stored)
    {
        await using var world = await World.StartAsync(stored);
        var (first, second) = (await world.StartRunAsync("1"), await world.StartRunAsync("2"));

        await world.Rule.DisableAsync(new SettingOptions { Author = "anna", Reason = "it mails everybody" });
        world.Go("1");
        world.Go("2");
        await world.Test.RunUntilIdleAsync();
        await world.Test.CrashAsync();
        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(first)).Status.ShouldBe(RunStatus.Succeeded, "it had begun");
        (await world.FindAsync(second)).ShouldSatisfyAllConditions(
            run => run.Status.ShouldBe(RunStatus.Parked), run => run.Reason.ShouldBe("Waiting: Disabled by anna since 2030-01-01T00:00:00Z: it mails everybody"), run => run.Steps.ShouldAllBe(step => step.StartedAt == null));
        await world.Rule.EnableAsync();
        await world.Test.RunUntilIdleAsync();
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: the end of a pause wakes runs whose rule was switched off meanwhile.
    [Fact]
    public async Task PauseThatEnds_WhileTheRuleIsSwitchedOff_LetsNothingBegin()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.PauseAsync(SettingWorld.Start.AddHours(1));
        await world.Rule.DisableAsync();
        world.Go("1");
        world.Go("2");

        await world.Test.AdvanceAsync(TimeSpan.FromHours(2));
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Parked);
        await world.Rule.EnableAsync();
        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: what is switched on begins though it is paused.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SwitchedOn_InAPause_WaitsForItsEnd(bool ends)
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.DisableAsync();
        world.Go("1");
        world.Go("2");
        await world.Test.RunUntilIdleAsync();
        await world.Rule.PauseAsync(ends ? SettingWorld.Start.AddHours(1) : null);

        await world.Rule.EnableAsync();
        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(59));
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Parked);
        if (ends)
        {
            await world.Test.AdvanceAsync(TimeSpan.FromMinutes(1));
        }
        else
        {
            await world.Rule.ResumeAsync();
            await world.Test.RunUntilIdleAsync();
        }

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // A person means it.
    [Fact]
    public async Task SwitchedOff_ARunThatIsReleased_OrStartedByHand_Begins()
    {
        await using var world = await World.StartAsync();
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.DisableAsync();
        world.Go("1");
        world.Go("2");
        await world.Test.RunUntilIdleAsync();

        await world.Test.In(SettingWorld.Home).ReleaseAsync(second);
        var byHand = await world.Rule.RunJsonAsync(JsonSerializer.SerializeToElement(new { id = "2" }));
        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
        (await world.FindAsync(byHand.RunId)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: a host that lacks the rule takes it for one that is on, and hands its runs back at once, without end.
    [Fact]
    public async Task SwitchedOff_AHostOfABuildWithoutTheRule_LeavesItsRunsWhereTheyAre()
    {
        var build = new Build();
        await using var world = await World.StartAsync(build: build);
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.DisableAsync();
        world.Go("1");
        world.Go("2");
        await world.Test.RunUntilIdleAsync();
        var parked = await world.FindAsync(second);

        build.Lacks = true;
        await world.Test.RestartAsync();
        await world.Test.AdvanceAsync(TimeSpan.FromMinutes(10));
        var left = await world.FindAsync(second);
        build.Lacks = false;
        await world.Test.RestartAsync();
        await world.Rule.EnableAsync();
        await world.Test.RunUntilIdleAsync();

        (left.Status, left.Reason).ShouldBe((RunStatus.Parked, parked.Reason));
        left.Reason.ShouldNotBeNull().ShouldStartWith("Waiting: Disabled since");
        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    // It keeps its version; whoever does not want it cancels it.
    [Fact]
    public async Task DeletedRule_ThatWasSwitchedOff_LetsItsQueuedRunsGoOn()
    {
        await using var world = await World.StartAsync(stored: true);
        await world.StartRunAsync("1");
        var second = await world.StartRunAsync("2");
        await world.Rule.DisableAsync();
        world.Go("1");
        world.Go("2");
        await world.Test.RunUntilIdleAsync();

        await world.Test.In(SettingWorld.Home).Rules.DeleteAsync("slow");
        await world.Test.RunUntilIdleAsync();

        (await world.FindAsync(second)).Status.ShouldBe(RunStatus.Succeeded);
    }

    /// <summary>A rule of which one run works at a time, and only when it is told to.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly Dictionary<string, TaskCompletionSource> _go = new() { ["1"] = new(TaskCreationOptions.RunContinuationsAsynchronously), ["2"] = new(TaskCreationOptions.RunContinuationsAsynchronously) };

        public required AutomationTest Test { get; init; }

        public IRuleHandle Rule => Test.In(SettingWorld.Home).Rule("slow");

        public static async Task<World> StartAsync(bool stored = false, Build? build = null)
        {
            var test = await AutomationTest.StartAsync(
                builder =>
                {
                    builder.AddHandler<SlowWorkHandler>();
                    if (!stored && build is not { Lacks: true })
                    {
                        builder.AddRule<OrderPlaced>("slow", rule => rule.OnEvent<OrderPlaced>().Guard(new() { MaxRunsPerScope = 1 }).Then("work", run => new SlowWork(run.Input.Id)));
                    }
                },
                SettingWorld.Start);
            var world = new World { Test = test };
            test.Fake<SlowWork>(async (work, _, token) =>
            {
                await world._go[work.Id].Task.WaitAsync(token);
                return null;
            });
            if (stored)
            {
                await test.In(SettingWorld.Home).Rules.SaveAsync("""
                    { "name": "slow", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "guards": { "maxRunsPerScope": 1 },
                      "steps": [ { "id": "work", "type": "slow.work", "config": { "id": "{{ input.id }}" } } ] }
                    """);
            }

            return world;
        }

        public async Task<RunId> StartRunAsync(string id) =>
            (await Test.In(SettingWorld.Home).PublishAsync(new OrderPlaced(id))).Verdicts.ShouldHaveSingleItem().RunId.ShouldNotBeNull();

        public async Task<RunDetails> FindAsync(RunId run) => (await Test.In(SettingWorld.Home).FindRunAsync(run)).ShouldNotBeNull();

        public void Go(string id) => _go[id].TrySetResult();

        public ValueTask DisposeAsync()
        {
            Go("1");
            Go("2");
            return Test.DisposeAsync();
        }
    }

    private sealed class Build
    {
        public bool Lacks { get; set; }
    }

    private sealed class SlowWorkHandler : IActionHandler<SlowWork>
    {
        public Task HandleAsync(SlowWork action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
