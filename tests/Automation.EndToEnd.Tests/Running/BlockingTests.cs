using System.Collections.Concurrent;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Automation.EndToEnd.Running;

/// <summary>
/// T15: handlers that hold the thread that called them, in real time. Faults: the timeout is looked at only behind the handler's return (the first test); no thread looks after the pool (the second).
/// </summary>
[Collection(nameof(BlockedPool))]
public sealed class BlockingTests : IDisposable
{
    /// <summary>A second or two is promised, and a pool that is left alone takes a minute. Looked at behind the wait, since timers are no better off than anybody else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly ManualResetEventSlim _gate = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly TaskCompletionSource _expected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _others;

    [Fact]
    public async Task Handler_ThatNeverReturns_TimesOut_AndTheRunGoesOn()
    {
        using var host = await StartAsync(
            others: 1,
            rule => rule
                .Try("deaf", run => new Work("deaf"), out ITriedStep<Work> deaf, new() { Timeout = TimeSpan.FromSeconds(1) })
                .Then("after", run => new Work(run.Get(deaf).Error!.Code)));

        await host.Services.GetRequiredService<IAutomationClient>().In("p").PublishAsync(new OrderPlaced("1"));

        await _expected.Task.WaitAsync(Patience);
        _calls.ShouldBe(["deaf", "timeout"]);
        _gate.IsSet.ShouldBeFalse();
        await host.StopAsync();
    }

    [Fact]
    public async Task AHundredHandlers_ThatHoldTheirThreads_KeepNobodyElseWaiting()
    {
        using var host = await StartAsync(others: 10, rule => rule.Then("work", run => new Work(run.Input.Id), new() { Timeout = TimeSpan.FromMinutes(10) }));
        var client = host.Services.GetRequiredService<IAutomationClient>();
        var began = TimeProvider.System.GetTimestamp();
        for (var number = 0; number < 100; number++)
        {
            await client.In("a").PublishAsync(new OrderPlaced("deaf"));
        }

        for (var number = 0; number < 10; number++)
        {
            await client.In("b").PublishAsync(new OrderPlaced("fine"));
        }

        await _expected.Task;
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(Patience);
        _gate.IsSet.ShouldBeFalse();
        _gate.Set();
        await host.StopAsync();
        _calls.Count(call => call == "deaf").ShouldBe(100);
    }

    public void Dispose()
    {
        _gate.Set();
        _gate.Dispose();
    }

    private async Task<IHost> StartAsync(int others, Action<RuleBuilder<OrderPlaced>> steps)
    {
        _others = others;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Action<string>>(Call);
        builder.Services.AddAutomation(automation => automation
            .UseInMemory()
            .AddHandler<BlockingHandler>()
            .AddRule<OrderPlaced>("block", rule => steps(rule.OnEvent<OrderPlaced>())));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private void Call(string name)
    {
        _calls.Enqueue(name);
        if (name == "deaf")
        {
            _gate.Wait();
        }
        else if (Interlocked.Decrement(ref _others) == 0)
        {
            _expected.SetResult();
        }
    }

    private sealed class BlockingHandler(Action<string> call) : IActionHandler<Work, string>
    {
        public Task<string> HandleAsync(Work action, StepContext context, CancellationToken cancellationToken)
        {
            call(action.Name);
            return Task.FromResult(action.Name);
        }
    }
}
