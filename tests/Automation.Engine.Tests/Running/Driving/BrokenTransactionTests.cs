using System.Diagnostics.CodeAnalysis;
using Automation.Actions;
using Automation.Engine.Tests.Hosting;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>A handler's transaction that breaks at its commit: its try is made anew, and nothing else of the run is lost.</summary>
public sealed class BrokenTransactionTests
{
    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id);

    [Action("reserve", Cost = 5)]
    public sealed record Reserve(string Id) : IAction;

    [Action("slow")]
    public sealed record Slow(string Id) : IAction;

    [Action("last")]
    public sealed record Last(string Id) : IAction;

    private static readonly StepOptions Once = new() { Delivery = DeliveryMode.AtMostOnce };

    private readonly TaskCompletionSource<object?> _free = new();
    private HookedStore _store = null!;
    private int _commits;

    // Fault: the run is given back and taken up anew, so that what is in flight is dropped, and a step that runs at most once is uncertain.
    [Fact]
    public async Task ResultOfAnotherBranch_ThatComesMeanwhile_IsKept()
    {
        await using var test = await StartAsync(rule => rule
            .Parallel(
                "both",
                slow => slow.Then("slow", run => new Slow(run.Input.Id), Once),
                work => work.Then("reserve", run => new Reserve(run.Input.Id)))
            .Then("last", run => new Last(run.Input.Id)));
        BreakFirst(() => _free.SetResult(null));

        var run = await RunAsync(test);

        run.Status.ShouldBe(RunStatus.Succeeded, run.Reason);
        (test.Calls<Slow>().Count, test.Calls<Reserve>().Count, test.Calls<Last>().Count).ShouldBe((1, 2, 1));
        (await test.In("p").ListLogAsync(run.Id)).ShouldHaveSingleItem().Message.ShouldBe("began");
    }

    // Fault: what was in flight when the run was folded anew is not asked for any more.
    [Fact]
    public async Task ResultOfAnotherBranch_ThatComesLater_IsKept()
    {
        await using var test = await StartAsync(rule => rule.Parallel(
            "both",
            slow => slow.Then("slow", run => new Slow(run.Input.Id), Once),
            work => work.Then("reserve", run => new Reserve(run.Input.Id)).Then("last", run => new Last(run.Input.Id))));
        BreakFirst();
        await test.In("p").PublishAsync(new OrderPlaced("1"));

        // It does not wait for the handler that is left.
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));
        (test.Calls<Reserve>().Count, test.Calls<Last>().Count).ShouldBe((2, 1));

        _free.SetResult(null);
        await test.RunUntilIdleAsync();

        (await SingleAsync(test)).Status.ShouldBe(RunStatus.Succeeded);
        test.Calls<Slow>().Count.ShouldBe(1);
    }

    // Fault: the mark of the try that was taken in counts as one of a step that did not begin yet.
    [Fact]
    public async Task TryThatMayBeMadeOnce_IsUncertain()
    {
        await using var test = await StartAsync(rule => rule.Then("reserve", run => new Reserve(run.Input.Id), Once));
        BreakFirst();

        var run = await RunAsync(test);

        (run.Status, test.Calls<Reserve>().Count).ShouldBe((RunStatus.Failed, 1));
        run.Steps.ShouldHaveSingleItem().Status.ShouldBe(StepStatus.Uncertain);
    }

    // Fault: the step is marked in the transaction, and nobody starts it when the mark is gone, or it counts as cut off.
    [Fact]
    public async Task StepThatTheLostOutcomeMadeReady_IsMadeReadyAnew()
    {
        await using var test = await StartAsync(rule => rule.Then("reserve", run => new Reserve(run.Input.Id)).Then("last", run => new Last(run.Input.Id), Once));
        BreakFirst();

        var run = await RunAsync(test);

        run.Status.ShouldBe(RunStatus.Succeeded, run.Reason);
        (test.Calls<Reserve>().Count, test.Calls<Last>().Count).ShouldBe((2, 1));
    }

    // Fault: the other handlers hear that the run ends before that is committed.
    [Fact]
    public async Task HandlerThatTheLostOutcomeMadeNeedless_IsNotToldBefore()
    {
        bool? told = null;
        var token = CancellationToken.None;
        await using var test = await StartAsync(rule => rule.Parallel(
            "both",
            slow => slow.Then("slow", run => new Slow(run.Input.Id)),
            work => work.Then("reserve", run => new Reserve(run.Input.Id)).Fail("no")));
        test.Fake(async (Slow _, StepContext _, CancellationToken cancellationToken) =>
        {
            token = cancellationToken;
            await Task.Delay(Timeout.InfiniteTimeSpan, test.Clock, cancellationToken);
            return null;
        });
        _store.BeforeCommitOfStep = _ =>
        {
            if (++_commits == 1)
            {
                throw new StoreUnavailableException("The connection broke.");
            }

            told = token.IsCancellationRequested;
            return Task.CompletedTask;
        };

        var run = await RunAsync(test);

        told.ShouldBe(false);
        run.Status.ShouldBe(RunStatus.Failed);
        run.Steps.Single(step => step.Path.Value == "slow").Status.ShouldBe(StepStatus.Cancelled);
    }

    // Fault: the run pays for a call that no ledger has, and that RunDetails.Cost does not show.
    [Fact]
    public async Task LostOutcome_OfAStepThatIsNotCalledAgain_IsNotPaid()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Budget = 100 }).Then("reserve", run => new Reserve(run.Input.Id)));
        _store.BeforeCommitOfStep = async operation =>
        {
            await test.In("p").CancelAsync(operation.RunId);
            throw new StoreUnavailableException("The connection broke.");
        };

        var run = await RunAsync(test);

        run.Status.ShouldBe(RunStatus.Cancelled, run.Reason);
        var budget = (await test.In("p").ListBudgetsAsync()).Single();
        (run.Cost, budget.Spent, budget.Reserved).ShouldBe((0, 0, 0));
    }

    // Fault: it counts as lost, and nobody hears how the run ended.
    [Fact]
    public async Task EndThatIsStoredAfterTheStoreWasAsked_IsToldOnce()
    {
        var log = new RecordingLog();
        await using var test = await StartAsync(rule => rule.Then("reserve", run => new Reserve(run.Input.Id)), log);
        RecordOperation? late = null;
        _store.BeforeCommitOfStep = operation =>
        {
            late = operation;
            throw new CommitUnknownException("Still under way.");
        };
        _store.BeforeCommit = async (inner, batch) =>
        {
            if (late is { } commit && batch.Operations is [RecordOperation { Entries.Count: 0 }])
            {
                late = null;
                await inner.CommitAsync(new CommitBatch { Node = batch.Node, Now = batch.Now, Operations = [commit] }, default);
            }
        };

        var run = await RunAsync(test);

        (run.Status, test.Calls<Reserve>().Count).ShouldBe((RunStatus.Succeeded, 1));
        log.Lines.Count(line => line.Contains($"{run.Id}", StringComparison.Ordinal) && line.Contains("ended", StringComparison.Ordinal)).ShouldBe(1, string.Join('\n', log.Lines));
        log.Lines.ShouldNotContain(line => line.Contains("no longer ours", StringComparison.Ordinal));
    }

    private void BreakFirst(Action? meanwhile = null) => _store.BeforeCommitOfStep = _ =>
    {
        if (++_commits > 1)
        {
            return Task.CompletedTask;
        }

        meanwhile?.Invoke();
        throw new StoreUnavailableException("The connection broke.");
    };

    private async Task<AutomationTest> StartAsync(Action<RuleBuilder<OrderPlaced>> define, RecordingLog? log = null)
    {
        var test = await AutomationTest.StartAsync(builder =>
        {
            if (log is not null)
            {
                builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
            }

            // The fakes work in no transaction; what stands behind them does here.
            var fakes = (IActionFallback)builder.Services.Single(service => service.ServiceType == typeof(IActionFallback)).ImplementationInstance!;
            builder.Services.Replace(ServiceDescriptor.Singleton<IActionFallback>(new InTransactions(fakes)));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => _store = new HookedStore(new InMemoryDatabase())));
            builder.AddHandler<ReserveHandler>().AddRule<OrderPlaced>("orders", rule =>
            {
                rule.OnEvent<OrderPlaced>();
                define(rule);
            });
        });
        test.Fake((Last _) => { });
        test.Fake((Slow _, StepContext context, CancellationToken _) =>
        {
            context.Log("began");
            return _free.Task;
        });
        return test;
    }

    private static async Task<RunDetails> RunAsync(AutomationTest test)
    {
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.RunUntilIdleAsync();
        return await SingleAsync(test);
    }

    private static async Task<RunDetails> SingleAsync(AutomationTest test) =>
        (await test.In("p").FindRunAsync((await test.In("p").ListRunsAsync()).Items.Single().Id))!;

    [InTransaction(typeof(HookedStore))]
    private sealed class ReserveHandler : IActionHandler<Reserve>
    {
        public Task HandleAsync(Reserve action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class InTransactions(IActionFallback fakes) : IActionFallback
    {
        public bool TryDescribe(Type action, string name, [NotNullWhen(true)] out ActionDescriptor? descriptor) => fakes.TryDescribe(action, name, out descriptor);

        public ActionDescriptor Decorate(ActionDescriptor descriptor)
        {
            var decorated = fakes.Decorate(descriptor);
            decorated.TransactionOf = descriptor.TransactionOf;
            return decorated;
        }
    }
}
