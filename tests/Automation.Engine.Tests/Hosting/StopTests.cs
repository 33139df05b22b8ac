using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Hosting;

public sealed class StopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id);

    [Action("slow")]
    public sealed record Slow(string Id) : IAction;

    // Faults: the start waits for the look at the live runs, or the stop does.
    [Fact]
    public async Task LookAtLiveRuns_ThatTakesLong_HoldsUpNeitherTheStartNorTheStop()
    {
        var database = new InMemoryDatabase();
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddRule<OrderPlaced>("orders", rule => rule.OnEvent<OrderPlaced>().Then("slow", run => new Slow(run.Input.Id)));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => new HookedStore(database)
            {
                BeforeListLive = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            }));
        }).WaitAsync(Soon, TimeProvider.System);
        var called = new TaskCompletionSource();
        test.Fake((Slow _) => called.SetResult());

        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await called.Task.WaitAsync(Soon, TimeProvider.System);

        await test.RestartAsync().WaitAsync(Soon, TimeProvider.System);
    }

    /// <remarks>Seen red when the exception ends the stop: the host throws, and its runs stay its own until its lease is over.</remarks>
    [Fact]
    public async Task Stop_WhenADriverLeftACallbackBehindThatThrows_LetsRunsGoAllTheSame()
    {
        var database = new InMemoryDatabase();
        Action? throws = () => throw new ObjectDisposedException("connection");
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddRule<OrderPlaced>("orders", rule => rule.OnEvent<OrderPlaced>().Then("slow", run => new Slow(run.Input.Id)));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => new HookedStore(database)
            {
                BeforeListen = token => token.Register(() => throws?.Invoke()),
            }));
        });
        var running = new TaskCompletionSource();
        test.Fake(async (Slow _, StepContext _, CancellationToken token) =>
        {
            if (running.TrySetResult())
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, test.Clock, token);
            }

            return (object?)null;
        });
        await test.In("p").PublishAsync(new OrderPlaced("1"));
        await running.Task;

        await test.RestartAsync();
        throws = null;
        await test.RunUntilIdleAsync();

        (await test.In("p").ListRunsAsync()).Items.Single().Status.ShouldBe(RunStatus.Succeeded);
        test.Calls<Slow>().Count.ShouldBe(2);
    }
}
