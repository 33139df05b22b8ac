using Automation.EndToEnd.Nodes;
using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Running;

/// <summary>P12: events of one subject that come one after the other start one run, when it is quiet; counted in what is committed, on every store and with several hosts.</summary>
public sealed class DebounceTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Action<AutomationBuilder> Debounced = Rules.On(rule => rule
        .Guard(new() { Debounce = Quiet, DebounceMaxWait = TimeSpan.FromMinutes(2) })
        .Then("a", run => new Work("a", $"{run.Input.Id}:{run.Input.Amount}")));

    // Faults: the run starts with the first payload; the window is not trailing; verdicts name another run.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task EventsOfOneSubject_StartOneRun_WithTheLastPayload(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Debounced);
        await world.StartAsync();
        var published = new List<PublishResult>();
        for (var amount = 1; amount <= 3; amount++)
        {
            published.Add(await world.PublishAsync(new OrderPlaced("1", amount), $"1-{amount}"));
            await world.AdvanceAsync(20 * Second);
        }

        (await world.RunsAsync()).ShouldBeEmpty();
        await world.AdvanceAsync(10 * Second);
        await world.RunToEndAsync();

        var run = (await world.RunsAsync()).ShouldHaveSingleItem();
        published.ShouldAllBe(one => one.Verdicts.Single() == new Verdict { Rule = "rule", Reason = VerdictReason.Debounced, RunId = run.Run.Id });
        run.Run.EventId.ShouldBe(published[2].EventId);
        world.Outside.Calls.ShouldHaveSingleItem().Input.ShouldContain("1:3");
        var end = (await world.FindEventAsync(new AutomationEventId(run.Run.Id.Value))).ShouldNotBeNull();
        end.Verdicts.ShouldBe([new Verdict { Rule = "rule", Reason = VerdictReason.Ran, RunId = run.Run.Id }]);
        (await world.Client.WhyAsync(published[0].EventId))!.Verdicts.Single().Detail.ShouldBe($"Its subject was quiet, and the run began at {end.At:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
    }

    // Fault: the longest wait does not count, and a subject that never is quiet never runs.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task SubjectThatIsNeverQuiet_RunsAtTheLongestWait(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Debounced);
        await world.StartAsync();
        for (var amount = 0; amount < 30; amount++)
        {
            await world.PublishAsync(new OrderPlaced("1", amount), $"1-{amount}");
            await world.AdvanceAsync(10 * Second);
        }

        await world.AdvanceAsync(TimeSpan.FromMinutes(2));

        // Two minutes hold twelve events; what comes with the end begins the next series.
        world.Outside.Calls.Select(call => call.Input).ShouldBe(
            ["""{"name":"a","text":"1:11"}""", """{"name":"a","text":"1:23"}""", """{"name":"a","text":"1:29"}"""]);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task SubjectsAreApart_AndDuplicatesPutNothingOff(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Debounced);
        await world.StartAsync();
        foreach (var id in (string[])["1", "2", "3"])
        {
            await world.PublishAsync(new OrderPlaced(id), id);
        }

        await world.AdvanceAsync(20 * Second);
        (await world.PublishAsync(new OrderPlaced("1"), "1")).Duplicate.ShouldBeTrue();
        await world.AdvanceAsync(10 * Second);

        (await world.RunsAsync()).Select(run => run.Run.Subject).Order().ShouldBe(["1", "2", "3"]);
    }

    // Fault: the timer is in memory only.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task HostThatDies_TheNextOneEndsTheWait(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Debounced);
        await world.StartAsync();
        var published = await world.PublishAsync(new OrderPlaced("1"), "1");
        world.Kill();
        world.Clock.Advance(TimeSpan.FromHours(1));

        await world.AdvanceAsync(Second);
        await world.RunToEndAsync();

        (await world.RunsAsync()).ShouldHaveSingleItem().Run.Id.ShouldBe(published.Verdicts.Single().RunId!.Value);
    }

    // Fault: an event joins a series that is due; the host that ends it has not seen the event, and its payload is lost.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Postgres)]
    public async Task EventThatArrivesWhileAnotherHostEndsTheWait_BeginsTheNext(StoreKind store)
    {
        FaultPlan[] plans = [new(), new()];
        await using var cluster = await Cluster.StartAsync(store, Debounced, plans);
        await cluster[0].PublishAsync(new OrderPlaced("1", 1), "one");
        var arrivals = 0;
        for (var host = 0; host < 2; host++)
        {
            var other = 1 - host;
            plans[host].BeforeCommit = async batch =>
            {
                if (batch.Operations.Any(operation => operation is AcceptOperation { Debounced: not null }) && Interlocked.Increment(ref arrivals) == 1)
                {
                    await cluster[other].PublishAsync(new OrderPlaced("1", 2), "two");
                }
            };
        }

        await cluster.AdvanceAsync(10 * Quiet);

        arrivals.ShouldBeGreaterThan(1, "The host of the second event ends the wait of the first.");
        cluster.Outside.Calls.Select(call => call.Input).ShouldBe(["""{"name":"a","text":"1:1"}""", """{"name":"a","text":"1:2"}"""]);
        (await cluster[0].RunsAsync()).Count.ShouldBe(2);
    }

    // Fault: what an event joins is not compared in its transaction, and two hosts begin a series each.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Postgres)]
    public async Task TwoHostsThatBeginAtOnce_ShareOneSeries(StoreKind store)
    {
        var plan = new FaultPlan();
        await using var cluster = await Cluster.StartAsync(store, Debounced, plan, new FaultPlan());
        PublishResult? between = null;
        plan.BeforeCommit = async batch =>
        {
            if (between is null && batch.Operations.Any(operation => operation is AcceptOperation { Debounces.Count: > 0 }))
            {
                between = await cluster[1].PublishAsync(new OrderPlaced("1", 1), "one");
            }
        };

        var last = await cluster[0].PublishAsync(new OrderPlaced("1", 2), "two");
        await cluster.AdvanceAsync(2 * Quiet);

        var run = (await cluster[0].RunsAsync()).ShouldHaveSingleItem();
        between!.Verdicts.Single().RunId.ShouldBe(run.Run.Id);
        last.Verdicts.Single().RunId.ShouldBe(run.Run.Id);
        cluster.Outside.Calls.ShouldHaveSingleItem().Input.ShouldContain("1:2");
    }

    // Every event is in one series, every series has one run, whoever ends it.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Postgres)]
    public async Task ManyEvents_OnThreeHosts_EachNamesARunThatCame(StoreKind store)
    {
        await using var cluster = await Cluster.StartAsync(store, Debounced, new FaultPlan(), new FaultPlan(), new FaultPlan());
        var published = new List<PublishResult>();
        for (var round = 0; round < 12; round++)
        {
            published.AddRange(await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
                cluster[number % 3].Client.PublishAsync(new OrderPlaced($"{number % 4}", round)))));
            await cluster.AdvanceAsync(TimeSpan.FromSeconds(round % 3 == 2 ? 30 : 7));
        }

        await cluster.AdvanceAsync(TimeSpan.FromMinutes(3));

        var runs = await cluster[0].RunsAsync();
        runs.ShouldAllBe(run => run.Live == null);
        published.Select(one => one.Verdicts.Single().RunId!.Value).Distinct().Order().ShouldBe(runs.Select(run => run.Run.Id).Order());
        cluster.Outside.Calls.Count.ShouldBe(runs.Count);
        cluster[0].Witness.Complaints.ShouldBeEmpty();
    }
}
