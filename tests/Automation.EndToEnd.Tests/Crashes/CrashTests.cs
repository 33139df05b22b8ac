using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Crashes;

/// <summary>T1: every story, with the process dying or the store not knowing at every operation of the store.</summary>
/// <remarks>
/// In the suite some points are passed over on SQLite, most on PostgreSQL, and double faults are few. <c>AUTOMATION_LONG=1</c> takes every point on all stores,
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
            foreach (var store in Enum.GetValues<StoreKind>())
            {
                data.Add(story.Name, store);
            }
        }

        return data;
    }

    // Faults: a signal is consumed in another transaction than what follows from it; a step starts before the commit that decided it; who publishes is answered before the commit; what had no answer is
    // written again without a question. In the stories of rules: a run takes the version that is there now; versions go with their rule; an edit leaves the former schedule; an edit or a deletion leaves
    // the version of the scope, so that what was decided with the former rules is stored.
    [Theory]
    [MemberData(nameof(EveryStory))]
    public async Task Crash_AtEveryPoint_EndsAsWithout(string name, StoreKind store)
    {
        var story = Stories.All.Single(story => story.Name == name);
        var (expected, plan) = await PlayAsync(story, store);
        var writes = Enumerable.Range(1, plan.Writes).SelectMany(at => Enum.GetValues<FaultKind>().Select(kind => new Fault(at, kind)));
        var reads = Enumerable.Range(1, plan.Reads).Select(at => new Fault(at, FaultKind.CrashBefore, Write: false));
        var points = writes.Concat(reads).Where((_, index) => Long || index % Stride(store) == 0).ToList();
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
        var rounds = Long ? 2000 / (3 * Stories.All.Count) + 1 : 8 / Stride(store) + 1;
        for (var round = 0; round < rounds; round++)
        {
            var first = random.Next(1, plan.Writes + 1);
            await PlayAsync(
                story, store, expected,
                new Fault(first, (FaultKind)random.Next(4)), new Fault(first + random.Next(1, 12), (FaultKind)random.Next(4)));
        }
    }

    /// <summary>One point of so many is taken in the suite. Not a multiple of the kinds of faults, so that all of them are.</summary>
    private static int Stride(StoreKind store) => store switch
    {
        StoreKind.Memory => 1,
        StoreKind.Sqlite => 3,
        _ => 17,
    };

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
