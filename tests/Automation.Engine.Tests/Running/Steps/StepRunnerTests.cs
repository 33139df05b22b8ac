using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Running.Machine;
using Automation.Storage;
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

    /// <remarks>Seen red when the try has the thread from its beginning: whoever looks for handlers that block finds one that was not called yet, and a transaction that waits for its connection.</remarks>
    [Fact]
    public async Task Handler_HasTheThreadFromItsCallOn_AndNotWhileItsTransactionBegins()
    {
        var (begun, called) = (new TaskCompletionSource<IStepTransaction>(), new TaskCompletionSource<JsonElement>());
        StepRunner? runner = null;
        StepFlight? flight = null;
        var whileCalled = (Holding: 0, Holds: false);
        var action = new FakeAction(() =>
        {
            whileCalled = (runner!.Holding, flight!.HoldsThread);
            return called.Task;
        });
        var tape = new Tape(new StepNode { Id = "a", Action = action.Name });
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var diagnostics = new AutomationDiagnostics();
        runner = Runner(services, new ActivityTracker(), diagnostics, actions: [action], transactions: new FakeTransactions(begun.Task));
        flight = runner.Begin(tape.Machine.Work["a"], _ => { });

        var call = runner.RunAsync(tape.Machine, flight, 1, new StepLog(0, () => { }));
        (runner.Holding, flight.HoldsThread).ShouldBe((0, false));

        begun.SetResult(new FakeTransaction());
        whileCalled.ShouldBe((1, true));
        (runner.Holding, flight.HoldsThread).ShouldBe((0, false));
        called.SetResult(default);
        await call;
        runner.Holding.ShouldBe(0);
    }

    private static StepRunner Runner(ServiceProvider services, ActivityTracker activity, AutomationDiagnostics diagnostics, TimeProvider? time = null, IEnumerable<ActionDescriptor>? actions = null, ITransactionStore? transactions = null) => new(
        services.GetRequiredService<IServiceScopeFactory>(), new ActionCatalog(actions ?? []), new ConditionCatalog([]), (_, _, _, _, _) => throw new NotSupportedException(), transactions,
        time ?? TimeProvider.System, activity, diagnostics);

    private sealed class FakeAction : ActionDescriptor
    {
        private readonly Func<Task<JsonElement>> _call;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public FakeAction(Func<Task<JsonElement>> call) =>
            (_call, Name, ActionType, HandlerType, TransactionOf) = (call, "fake", typeof(object), typeof(object), typeof(object));

        public override ValueTask<JsonElement> InvokeAsync(IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken) => new(_call());
    }

    private sealed class FakeTransactions(Task<IStepTransaction> begun) : ITransactionStore
    {
        public Task CheckAsync(IServiceProvider services, Type context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IStepTransaction> BeginAsync(IServiceProvider services, Type context, CancellationToken cancellationToken) => begun;
    }

    private sealed class FakeTransaction : IStepTransaction
    {
        public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> AbandonAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<RecordResult> CommitAsync(NodeLease node, DateTimeOffset now, RecordOperation operation, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
