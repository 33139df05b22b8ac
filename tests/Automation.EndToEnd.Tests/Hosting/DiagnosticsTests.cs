using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Automation.EndToEnd.Worlds;

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
                "automation.events.accepted", "automation.events.duplicate", "automation.events.rejected", "automation.runs.started", "automation.runs.ended",
                "automation.steps.tries", "automation.steps.duration", "automation.store.commits", "automation.store.batch_size",
            ],
            ignoreOrder: true);
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
}
