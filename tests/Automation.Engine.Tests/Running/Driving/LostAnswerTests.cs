using Automation.Storage;
using Automation.Storage.Conformance;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>
/// A run is accepted, the answer is lost, and before the store is asked the run has got the permit that another node's run had, and this node has claimed it: with the
/// number that it would have had if it had been created as ours.
/// </summary>
public sealed class LostAnswerTests
{
    private readonly InMemoryDatabase _database = new();
    private readonly TaskCompletionSource<object?> _isDone = new();
    private readonly TaskCompletionSource _runs = new();
    private readonly TaskCompletionSource _claimed = new();
    private readonly TaskCompletionSource _claimIsHeard = new();
    private readonly TaskCompletionSource _hasEnded = new();
    private readonly TaskCompletionSource _asks = new();
    private readonly TaskCompletionSource _mayAsk = new();

    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id);

    [Action("slow")]
    public sealed record Slow(string Id) : IAction;

    /// <remarks>Seen red when a claim does not look for a driver that the run has: the step is called twice, and the run is parked since its outcome is stored already.</remarks>
    [Fact]
    public async Task Run_IsDrivenByItsClaim_WhenThatIsHeardFirst()
    {
        await using var test = await StartAsync();
        _claimIsHeard.SetResult();
        var published = await PublishAsync(test);
        await _runs.Task;

        _mayAsk.SetResult();
        await published;

        await EndsWellAsync(test);
    }

    /// <remarks>Seen red when the acceptance drives what the store says is ours: it drives the run to its end, and the claim does so again.</remarks>
    [Fact]
    public async Task Run_IsDrivenByItsClaim_WhenTheAcceptanceIsAnsweredFirst()
    {
        await using var test = await StartAsync();
        _isDone.SetResult(null);
        var published = await PublishAsync(test);
        await _claimed.Task;

        _mayAsk.SetResult();
        await published;
        for (var turn = 0; turn < 100_000 && !_hasEnded.Task.IsCompleted; turn++)
        {
            // Whoever drives it now, without the claim, gets to its end.
            await Task.Yield();
        }

        _claimIsHeard.SetResult();

        await EndsWellAsync(test);
    }

    /// <remarks>Seen red without the audit behind a lost answer: nobody drives the run.</remarks>
    [Fact]
    public async Task Run_ThatGotItsPermitAtOnce_IsDrivenBehindAnAudit()
    {
        await using var test = await StartAsync();
        _isDone.SetResult(null);
        _claimIsHeard.SetResult();
        _mayAsk.SetResult();

        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await test.RunUntilIdleAsync();

        test.Calls<Slow>().Count.ShouldBe(1);
        (await test.In("p").ListRunsAsync()).Items.ShouldHaveSingleItem().Status.ShouldBe(RunStatus.Succeeded);
    }

    private async Task<AutomationTest> StartAsync()
    {
        HookedStore store = null!;
        var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddRule<OrderPlaced>("orders", rule => rule
                .OnEvent<OrderPlaced>().Guard(new() { MaxRunsPerScope = 1 }).Then("slow", run => new Slow(run.Input.Id), new() { Timeout = TimeSpan.FromDays(1) }));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(_database)));
        });
        test.Fake((Slow _, StepContext _, CancellationToken _) =>
        {
            _runs.TrySetResult();
            return _isDone.Task;
        });
        store.AfterCommit = batch =>
        {
            if (batch.Operations.OfType<AcceptOperation>().Any())
            {
                throw new CommitUnknownException("Stored, and nobody says so.");
            }

            if (batch.Operations.OfType<RecordOperation>().Any(record => record.Transition is RunTransition.End))
            {
                _hasEnded.TrySetResult();
            }

            return Task.CompletedTask;
        };
        store.BeforeFindEvent = () =>
        {
            _asks.TrySetResult();
            return _mayAsk.Task;
        };
        store.AfterClaim = claimed =>
        {
            if (claimed.Count > 0)
            {
                _claimed.TrySetResult();
            }

            return claimed.Count > 0 ? _claimIsHeard.Task : Task.CompletedTask;
        };
        return test;
    }

    /// <summary>Another node has the only permit when the order is accepted, and gives it back when its answer is lost. Returns the publication.</summary>
    private async Task<Task<PublishResult>> PublishAsync(AutomationTest test)
    {
        var make = new Make(test.Clock.GetUtcNow);
        await using var other = new InMemoryStore(_database);
        await other.OpenAsync(default);
        var node = await other.JoinAsync(test.Clock.GetUtcNow(), TimeSpan.FromMinutes(1), default);
        var holder = make.Run("p", "orders");
        await CommitAsync(new AcceptOperation { Scope = "p", Runs = [new NewRun { Run = holder, Owned = true, Limits = new RunLimits(1, null) }] });

        var published = test.In("p").PublishAsync(new OrderPlaced("1"));
        await _asks.Task;
        await CommitAsync(new RecordOperation
        {
            RunId = holder.Id, ClaimNumber = 1, Entries = [make.Outcome("last")], Limited = true, Transition = new RunTransition.End(RunStatus.Succeeded, null),
        });
        return published;

        Task CommitAsync(StoreOperation operation) =>
            other.CommitAsync(new CommitBatch { Node = node, Now = test.Clock.GetUtcNow(), Operations = [operation] }, default);
    }

    private async Task EndsWellAsync(AutomationTest test)
    {
        _isDone.TrySetResult(null);
        await test.RunUntilIdleAsync();
        test.Calls<Slow>().Count.ShouldBe(1);
        (await test.In("p").ListRunsAsync()).Items.Select(run => run.Status).ShouldBe([RunStatus.Succeeded, RunStatus.Succeeded]);
    }
}
