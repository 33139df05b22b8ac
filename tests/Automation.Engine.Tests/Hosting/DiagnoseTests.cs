using Automation.Engine.Tests.Running.Driving;
using Automation.Hosting;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Hosting;

/// <summary>What a host answers when it is asked what nothing will ever move.</summary>
public sealed class DiagnoseTests
{
    [Event("diagnose.asked", Subject = nameof(Id))]
    public sealed record Asked(string Id);

    [Action("diagnose.work")]
    public sealed record Work(string Id) : IAction;

    private readonly InMemoryDatabase _database = new();
    private HookedStore _store = null!;
    private RunRecord? _created;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: what the store says is not passed on; a run that the store says is this host's, and that it has lost, is named by nobody.
    [Fact]
    public async Task RunThatIsNotInItsOwnersMemory_IsNamed_AndLookedAfter()
    {
        await using var test = await StartAsync();
        _store.AfterClaim = _ =>
        {
            _store.AfterClaim = null;
            throw new StoreUnavailableException("The answer was lost.");
        };
        var run = await StoreReadyAsync(test);
        test.Services.GetRequiredService<AutomationEngine>().Parts.Dispatcher.Wake();
        await test.RunUntilIdleAsync(Token);

        var line = (await test.DiagnoseAsync(Token)).ShouldHaveSingleItem();

        line.ShouldStartWith($"Run '{run}' is owned by node ");
        line.ShouldEndWith(", which is this host, and is not in its memory.");
        await test.AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        (await test.DiagnoseAsync(Token)).ShouldBeEmpty();
        test.Calls<Work>().Count.ShouldBe(2);
    }

    // A run is at work, and the host has heard of no other. Fault: who owns a run is not asked for those that it leaves lying.
    [Fact]
    public async Task ReadyRunThatIsLeftLying_IsNamed_ThoughTheHostIsAtWork()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var test = await StartAsync();
        test.Fake<Work>((_, _, _) => gate.Task);
        await test.In("home").PublishAsync(new Asked("1"), cancellationToken: Token);
        var run = await StoreReadyAsync(test);
        test.Clock.Advance(TimeSpan.FromSeconds(4));
        (await test.DiagnoseAsync(Token)).ShouldBeEmpty();

        test.Clock.Advance(TimeSpan.FromSeconds(2));

        (await test.DiagnoseAsync(Token)).ShouldHaveSingleItem().ShouldStartWith($"Run '{run}' is ready since ");
        gate.SetResult(null);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1), Token);
    }

    // Fault: a host that could take no other run is blamed for those that wait.
    [Fact]
    public async Task ReadyRunOfAHostThatIsFull_IsNotNamed()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var test = await StartAsync(most: 1);
        test.Fake<Work>((_, _, _) => gate.Task);
        await test.In("home").PublishAsync(new Asked("1"), cancellationToken: Token);
        _ = await StoreReadyAsync(test);
        test.Services.GetRequiredService<AutomationEngine>().Parts.Dispatcher.Wake();
        test.Clock.Advance(TimeSpan.FromSeconds(30));

        (await test.DiagnoseAsync(Token)).ShouldBeEmpty();

        gate.SetResult(null);
        await test.RunUntilIdleAsync(Token);
        test.Calls<Work>().Count.ShouldBe(3);
    }

    /// <summary>A run that is ready, as another host would leave it: like the one that was published last.</summary>
    private async Task<RunId> StoreReadyAsync(AutomationTest test)
    {
        var run = _created! with { Id = new RunId(Guid.Parse("01900000-0000-7000-8000-000000000001")) };
        await _store.CommitAsync(
            new() { Node = null, Now = test.Clock.GetUtcNow(), Operations = [new AcceptOperation { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = false }] }] }, Token);
        return run.Id;
    }

    private async Task<AutomationTest> StartAsync(int most = 10)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Configure(options => options.MaxConcurrentRuns = most);
                builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => _store = new HookedStore(_database)));
                builder.AddRule<Asked>("work", rule => rule.OnEvent<Asked>().Then("work", run => new Work(run.Input.Id)));
            },
            cancellationToken: Token);
        test.Fake((Work _) => { });
        _store.BeforeCommit = (_, batch) =>
        {
            _created = batch.Operations.OfType<AcceptOperation>().FirstOrDefault()?.Runs[0].Run ?? _created;
            return Task.CompletedTask;
        };
        await test.In("home").PublishAsync(new Asked("0"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        return test;
    }
}
