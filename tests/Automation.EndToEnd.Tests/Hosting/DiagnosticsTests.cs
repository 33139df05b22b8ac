using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.EndToEnd.Hosting;

public sealed class DiagnosticsTests
{
    [Fact]
    public async Task Run_OfOneStep_IsMeasured()
    {
        var seen = new ConcurrentDictionary<string, int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Automation")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => seen.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        listener.SetMeasurementEventCallback<int>((instrument, _, _, _) => seen.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => seen.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        listener.Start();

        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await Should.ThrowAsync<EventRejectedException>(() => world.Client.PublishAsync(new OrderPlaced("2"), new() { Key = "k" }));
        await world.RunToEndAsync();

        seen.Keys.ShouldBe(
            [
                "automation.events.accepted", "automation.events.duplicate", "automation.events.rejected", "automation.runs.started", "automation.runs.active", "automation.runs.ended",
                "automation.steps.tries", "automation.steps.duration", "automation.store.commits", "automation.store.batch_size",
            ],
            ignoreOrder: true);
    }

    // Faults: a place that is given back, or that a claim takes, is not counted.
    [Fact]
    public async Task ActiveRuns_AreThoseThatHoldAPlace()
    {
        var (isOurs, active) = (new AsyncLocal<bool>(), 0L);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (isOurs.Value && instrument.Name == "automation.runs.active")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref active, change));
        listener.Start();
        isOurs.Value = true;
        var gates = new Queue<TaskCompletionSource<string>>();
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => Rules.One(builder.Configure(options => options.MaxConcurrentRuns = 2))) { HandlersWait = true };
        world.Outside.Behaviour = (_, _, _) =>
        {
            lock (gates)
            {
                gates.Enqueue(new(TaskCreationOptions.RunContinuationsAsynchronously));
                return gates.Last().Task;
            }
        };
        await world.StartAsync();
        for (var number = 0; number < 4; number++)
        {
            await world.PublishAsync(new OrderPlaced($"{number}"), $"{number}");
        }

        await EndAsync(ended: 0, stillActive: 2);
        await EndAsync(ended: 2, stillActive: 2);
        await EndAsync(ended: 2, stillActive: 0);

        async Task EndAsync(int ended, long stillActive)
        {
            for (var run = 0; run < ended; run++)
            {
                gates.Dequeue().SetResult("done");
            }

            // What was let go goes on by itself, and then the places are taken anew.
            await world.AdvanceUntilAsync(() => Task.FromResult(gates.Count == stillActive && Interlocked.Read(ref active) == stillActive));
        }
    }

    [Fact]
    public async Task Run_OfOneStep_IsTraced()
    {
        var traces = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Automation",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = traces.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        world.Outside.Behaviour = (_, _, _) => throw new InvalidOperationException("no");
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.RunToEndAsync();

        var run = (await world.RunsAsync()).Single().Run.Id.ToString();
        var trace = traces.Single(trace => (string?)trace.GetTagItem("automation.run") == run);
        trace.GetTagItem("automation.step").ShouldBe("a");
        trace.GetTagItem("automation.action").ShouldBe("work");
        trace.Status.ShouldBe(ActivityStatusCode.Error);
    }

    /// <summary>Red when what a listener throws reaches the commit, the try or the run that it was told of.</summary>
    [Fact]
    public async Task Listener_ThatThrows_ChangesNothing()
    {
        var isOurs = new AsyncLocal<bool>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (isOurs.Value && instrument.Meter.Name == "Automation")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("The listener's own trouble."));
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => throw new InvalidOperationException("The listener's own trouble."));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("The listener's own trouble."));
        listener.Start();
        isOurs.Value = true;

        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => One(builder));
        await world.StartAsync();
        await EndThreeAsync(world);

        await Invariants.CheckAsync(world, 0);
    }

    /// <summary>Red when a run's place is given back after it is logged that the run ended.</summary>
    [Fact]
    public async Task Logger_ThatThrows_KeepsNoPlace()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => One(builder).Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).Services.AddSingleton<ILoggerProvider, ThrowingLogger>()));
        await world.StartAsync();

        await EndThreeAsync(world);
    }

    private static AutomationBuilder One(AutomationBuilder builder)
    {
        Rules.One(builder.Configure(options => options.MaxConcurrentRuns = 1));
        return builder;
    }

    private static async Task EndThreeAsync(World world)
    {
        for (var order = 0; order < 3; order++)
        {
            await world.Client.PublishAsync(new OrderPlaced($"{order}"));
        }

        await world.RunToEndAsync();
        world.Outside.Calls.Count.ShouldBe(3);
    }

    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _ = eventId.Name == "LogEnded" ? throw new InvalidOperationException("The logger's own trouble.") : 0;

        public void Dispose()
        {
        }
    }
}
