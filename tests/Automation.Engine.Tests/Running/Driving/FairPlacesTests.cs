using System.Collections.Concurrent;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>How the places of a host are shared by its scopes.</summary>
public sealed class FairPlacesTests
{
    [Event("call.made")]
    public sealed record CallMade(string Name, bool Later = false);

    [Action("talk")]
    public sealed record Talk(string Name) : IAction;

    private const int Places = 16;

    private readonly ConcurrentDictionary<string, Gate> _talks = [];

    // Faults: a place for everybody who asks; none for anybody while the host is short of them; places that are not given back.
    [Fact]
    public async Task ScopeWithLongRuns_LeavesPlacesToOthers_AndGoesOnWhenSomeEnd()
    {
        await using var test = await StartAsync();
        await MeetAsync(test);
        await PublishAsync(test, "a", 1, 20);
        await BegunAsync("a", 1, 14);
        await PublishAsync(test, "b", 1, 2);
        await BegunAsync("b", 1, 1);
        await PublishAsync(test, "c", 1, 2);
        await BegunAsync("c", 1, 1);
        await test.AdvanceAsync(TimeSpan.Zero);

        Begun().ShouldBe(Places, "two were kept, and each of the others has one of them");
        End("a", 1, 20);
        await BegunAsync("a", 15, 6);
        await BegunAsync("b", 2, 1);
        await BegunAsync("c", 2, 1);
        End("b", 1, 2);
        End("c", 1, 2);
        await test.RunUntilIdleAsync();

        (await test.In("a").ListRunsAsync(new RunQuery { Limit = 100 })).Items.Count(run => run.Status == RunStatus.Succeeded).ShouldBe(20);
    }

    [Fact]
    public async Task OnlyScope_HasAllPlaces()
    {
        await using var test = await StartAsync();

        await PublishAsync(test, "a", 1, 20);

        await BegunAsync("a", 1, Places);
        End("a", 1, 20);
        await test.RunUntilIdleAsync();
        Begun().ShouldBe(20);
    }

    // Faults: claims do not know who has its share; whoever has is looked for again and again.
    [Fact]
    public async Task RunThatWakes_FindsAPlace_WhileAnotherScopeWaitsForMore()
    {
        await using var test = await StartAsync();
        await test.In("b").PublishAsync(new CallMade("b-1", Later: true));
        await test.RunUntilIdleAsync();
        await PublishAsync(test, "a", 1, 20);
        await BegunAsync("a", 1, 14);

        await test.AdvanceAsync(TimeSpan.FromHours(1));

        await BegunAsync("b", 1, 1);
        Begun().ShouldBe(15);
        End("a", 1, 20);
        End("b", 1, 1);
        await test.RunUntilIdleAsync();
        Begun().ShouldBe(21);
    }

    // Fault: whoever is new takes the place that became free, before anybody looks for those that wait.
    [Fact]
    public async Task NewRuns_DoNotOvertakeThoseOfTheirScopeThatWait()
    {
        HookedStore store = null!;
        await using var test = await StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase()))));
        await MeetAsync(test);
        await PublishAsync(test, "a", 1, 17);
        await BegunAsync("a", 1, 14);
        await test.AdvanceAsync(TimeSpan.Zero);

        var (looks, mayLook) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.BeforeNextDue = () =>
        {
            looks.TrySetResult();
            return mayLook.Task;
        };
        End("a", 1, 1);
        await looks.Task;
        await PublishAsync(test, "a", 18, 1);
        mayLook.SetResult();
        await BegunAsync("a", 15, 1);
        await test.AdvanceAsync(TimeSpan.Zero);

        _talks.GetOrAdd("a-18", _ => new Gate()).Begun.Task.IsCompleted.ShouldBeFalse();
        End("a", 2, 17);
        await test.RunUntilIdleAsync();
    }

    // Fault: a place that was taken for a run which could not be stored stays taken.
    [Fact]
    public async Task RunsThatCannotBeStored_CostNoPlaces()
    {
        HookedStore store = null!;
        await using var test = await StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase()))));
        store.BeforeCommit = (_, batch) => batch.Operations.OfType<AcceptOperation>().Any() ? throw new InvalidOperationException("It is full.") : Task.CompletedTask;
        for (var call = 0; call < 2 * Places; call++)
        {
            await Should.ThrowAsync<InvalidOperationException>(() => test.In("a").PublishAsync(new CallMade("a-0")));
        }

        store.BeforeCommit = null;
        await PublishAsync(test, "a", 1, Places);

        await BegunAsync("a", 1, Places);
        End("a", 1, Places);
        await test.RunUntilIdleAsync();
    }

    private int Begun() => _talks.Values.Count(talk => talk.Begun.Task.IsCompleted);

    private Task BegunAsync(string scope, int first, int count) => Task.WhenAll(Of(scope, first, count).Select(talk => talk.Begun.Task)).WaitAsync(TimeSpan.FromSeconds(30));

    private void End(string scope, int first, int count)
    {
        foreach (var talk in Of(scope, first, count))
        {
            talk.Ended.TrySetResult(null);
        }
    }

    private IEnumerable<Gate> Of(string scope, int first, int count) => Enumerable.Range(first, count).Select(call => _talks.GetOrAdd($"{scope}-{call}", _ => new Gate())).ToArray();

    private async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(builder =>
        {
            builder.Configure(options => options.MaxConcurrentRuns = Places)
                .AddRule<CallMade>("calls", rule => rule
                    .OnEvent<CallMade>()
                    .If("later", run => run.Input.Later, then => then.Delay("rest", TimeSpan.FromHours(1)))
                    .Then("talk", run => new Talk(run.Input.Name), new StepOptions { Timeout = TimeSpan.FromDays(1) }));
            configure?.Invoke(builder);
        });
        return test.Fake((Talk talk, StepContext _, CancellationToken _) =>
        {
            var gate = _talks.GetOrAdd(talk.Name, _ => new Gate());
            gate.Begun.TrySetResult();
            return gate.Ended.Task;
        });
    }

    /// <summary>From now on the host knows of a second scope.</summary>
    private async Task MeetAsync(AutomationTest test)
    {
        End("other", 1, 1);
        await PublishAsync(test, "other", 1, 1);
        await test.RunUntilIdleAsync();
        _talks.Clear();
    }

    private static async Task PublishAsync(AutomationTest test, string scope, int first, int count)
    {
        foreach (var call in Enumerable.Range(first, count))
        {
            await test.In(scope).PublishAsync(new CallMade($"{scope}-{call}"));
        }
    }

    private sealed class Gate
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<object?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
