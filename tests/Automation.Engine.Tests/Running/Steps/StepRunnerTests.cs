using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Running.Machine;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Running.Steps;

public sealed class StepRunnerTests
{
    [Theory]
    [InlineData(nameof(StopReason.LeaseLost), true)]
    [InlineData(nameof(StopReason.HostStops), true)]
    [InlineData(nameof(StopReason.RunEnds), false)]
    public async Task Run_ToldToStopBeforeItBegan_CallsNothing(string reason, bool interrupted)
    {
        var called = false;
        var tape = new Tape(new StepNode
        {
            Id = "a",
            Action = StepNode.CodeAction,
            Code = (_, _, _) =>
            {
                called = true;
                return Task.FromResult(default(JsonElement));
            },
        });
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var diagnostics = new AutomationDiagnostics();
        var runner = Runner(services, new ActivityTracker(), diagnostics);

        var results = new List<StepResult>();
        var flight = runner.Begin(tape.Machine.Work["a"], results.Add);
        flight.Stop(Enum.Parse<StopReason>(reason));
        await runner.RunAsync(tape.Machine, flight, 1, new StepLog(0, () => { }));

        called.ShouldBeFalse();
        var result = results.ShouldHaveSingleItem();
        result.Interrupted.ShouldBe(interrupted);
        (result.Error is null).ShouldBe(interrupted);
    }

    /// <remarks>
    /// Seen red when every handler that did not succeed at once counts as one that is waited for: whoever waits for the engine alone then moves the clock, and what
    /// the failure leads to times out as it begins.
    /// </remarks>
    [Fact]
    public async Task Run_ThatFailsAtOnce_NeverLeavesTheEngineIdle()
    {
        var tape = new Tape(new StepNode
        {
            Id = "a", Action = StepNode.CodeAction, Code = (_, _, _) => Task.FromException<JsonElement>(new InvalidOperationException("boom")),
        });
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var diagnostics = new AutomationDiagnostics();
        var activity = new ActivityTracker();
        var runner = Runner(services, activity, diagnostics);
        activity.Enter();
        var idle = activity.WhenIdleAsync(withHandlers: false, TestContext.Current.CancellationToken);

        var results = new List<StepResult>();
        await runner.RunAsync(tape.Machine, runner.Begin(tape.Machine.Work["a"], results.Add), 1, new StepLog(0, () => { }));

        results.ShouldHaveSingleItem().Error!.Message.ShouldBe("boom");
        activity.WhenIdleAsync(withHandlers: false, default).IsCompleted.ShouldBeFalse();
        idle.IsCompleted.ShouldBeFalse();
        activity.Leave();
        await idle;
    }

    /// <remarks>Seen red when whoever answers second is heard, too, and when an answer by who left the handler behind does not end its wait.</remarks>
    [Fact]
    public async Task Handler_ThatComesBackAfterItWasLeftBehind_IsNotHeard()
    {
        var late = new TaskCompletionSource<JsonElement>();
        var tape = new Tape(new StepNode { Id = "a", Action = StepNode.CodeAction, Code = (_, _, _) => late.Task });
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var diagnostics = new AutomationDiagnostics();
        var (activity, clock) = (new ActivityTracker(), new ManualClock());
        var runner = Runner(services, activity, diagnostics, clock);
        activity.Enter();
        var results = new List<StepResult>();

        var call = runner.RunAsync(tape.Machine, runner.Begin(tape.Machine.Work["a"], results.Add), 1, new StepLog(0, () => { }));
        activity.WhenIdleAsync(withHandlers: false, default).IsCompleted.ShouldBeTrue();
        clock.Advance(new StepOptions().Timeout);
        results.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromSeconds(1));
        results.ShouldHaveSingleItem().Error!.Code.ShouldBe("timeout");
        activity.Leave();
        activity.WhenIdleAsync(withHandlers: true, default).IsCompleted.ShouldBeTrue();

        late.SetResult(JsonElement.Parse("1"));
        await call;
        results.Count.ShouldBe(1);
        runner.Holding.ShouldBe(0);
        activity.WhenIdleAsync(withHandlers: true, default).IsCompleted.ShouldBeTrue();
    }

    private static StepRunner Runner(ServiceProvider services, ActivityTracker activity, AutomationDiagnostics diagnostics, TimeProvider? time = null) => new(
        services.GetRequiredService<IServiceScopeFactory>(), new ActionCatalog([]), new ConditionCatalog([]), (_, _, _, _, _) => throw new NotSupportedException(), null,
        time ?? TimeProvider.System, activity, diagnostics);
}
