using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Crashes;

/// <summary>T1: every story, with the process dying or the store not knowing at every operation of the store.</summary>
/// <remarks>
/// In the suite some points are passed over on disk and double faults are few. <c>AUTOMATION_LONG=1</c> takes every point on both stores,
/// and 2,000 double faults.
/// </remarks>
public sealed class CrashTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    public static TheoryData<string, StoreKind> EveryStory()
    {
        var data = new TheoryData<string, StoreKind>();
        foreach (var story in Stories.All)
        {
            data.Add(story.Name, StoreKind.Memory);
            data.Add(story.Name, StoreKind.Sqlite);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryStory))]
    public async Task Crash_AtEveryPoint_EndsAsWithout(string name, StoreKind store)
    {
        var story = Stories.All.Single(story => story.Name == name);
        var (expected, plan) = await PlayAsync(story, store);
        var writes = Enumerable.Range(1, plan.Writes).SelectMany(at => Enum.GetValues<FaultKind>().Select(kind => new Fault(at, kind)));
        var reads = Enumerable.Range(1, plan.Reads).Select(at => new Fault(at, FaultKind.CrashBefore, Write: false));
        var points = writes.Concat(reads).Where((_, index) => Long || store == StoreKind.Memory || index % 3 == 0).ToList();
        var hits = 0;
        foreach (var fault in points)
        {
            hits += await PlayAsync(story, store, expected, fault);
        }

        hits.ShouldBeGreaterThan(points.Count * 7 / 10, $"Faults that hit nothing prove nothing: {points.Count} points.");
    }

    [Theory]
    [MemberData(nameof(EveryStory))]
    public async Task Crash_AtTwoPoints_EndsAsWithout(string name, StoreKind store)
    {
        var story = Stories.All.Single(story => story.Name == name);
        var (expected, plan) = await PlayAsync(story, store);
        var random = new Random(name.Length * 31 + (int)store);
        var rounds = Long ? 2000 / (2 * Stories.All.Count) + 1 : store == StoreKind.Memory ? 8 : 3;
        for (var round = 0; round < rounds; round++)
        {
            var first = random.Next(1, plan.Writes + 1);
            await PlayAsync(
                story, store, expected,
                new Fault(first, (FaultKind)random.Next(4)), new Fault(first + random.Next(1, 12), (FaultKind)random.Next(4)));
        }
    }

    private static async Task<(string End, FaultPlan Plan)> PlayAsync(Story story, StoreKind store)
    {
        var plan = new FaultPlan();
        await using var world = new World(store, plan, story.Configure);
        await world.StartAsync();
        await story.Play(world);
        await Invariants.CheckAsync(world, 0, story.AtMostOnce);
        return (await world.DescribeAsync(), plan);
    }

    private static async Task<int> PlayAsync(Story story, StoreKind store, string expected, params Fault[] faults)
    {
        var plan = new FaultPlan(faults);
        await using var world = new World(store, plan, story.Configure);
        try
        {
            await world.StartAsync();
            await story.Play(world);
            await Invariants.CheckAsync(world, plan.Hits, story.AtMostOnce);
            if (!story.EndDependsOnCrash)
            {
                var end = await world.DescribeAsync();
                (end == expected).ShouldBeTrue($"Expected:\n{expected}");
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"Story '{story.Name}' on {store} with {string.Join(" and ", faults.AsEnumerable())}:\n{exception.Message}\n{await world.DescribeAsync()}", exception);
        }

        return plan.Hits;
    }
}
