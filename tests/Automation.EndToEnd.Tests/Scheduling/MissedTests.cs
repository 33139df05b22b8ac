using System.Collections.Concurrent;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Scheduling;

/// <summary>T14: no host runs across 1, 5 and 500 due instants; each policy, on every store.</summary>
public sealed class MissedTests
{
    private static readonly Schedule Daily = Schedule.Daily(new TimeOnly(7, 0));

    private readonly ConcurrentQueue<Occurrence> _beats = [];
    private DateTimeOffset _start;

    public static MatrixTheoryData<StoreKind, int> Dues => new([StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres], [1, 5, 500]);

    public static TheoryData<StoreKind, int, int> DuesWithRuns
    {
        get
        {
            var rows = new TheoryData<StoreKind, int, int>();
            foreach (var store in new[] { StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres })
            {
                foreach (var (dues, runs) in new[] { (1, 1), (5, 5), (100, 100), (101, 100), (500, 100) })
                {
                    rows.Add(store, dues, runs);
                }
            }

            return rows;
        }
    }

    // Fault: the run stands for the first only, or the count leaves out itself.
    [Theory]
    [MemberData(nameof(Dues))]
    public async Task RunOnce_OneRunStandsForAll(StoreKind store, int dues)
    {
        await using var world = await StartAsync(store, Daily);

        await SleepAsync(world, dues);

        var beat = _beats.ShouldHaveSingleItem();
        beat.Due.ShouldBe(Due(dues));
        (beat.Missed, beat.FirstMissed, beat.LastMissed).ShouldBe((dues, Due(1), Due(dues)));
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        _beats.Last().ShouldBe(beat with { Due = Due(dues + 1), Local = Due(dues + 1).DateTime, Missed = 0, FirstMissed = null, LastMissed = null });
        (await world.RunsAsync()).Count.ShouldBe(2);
    }

    // Fault: skipped ones leave no trace, or the next one is skipped with them.
    [Theory]
    [MemberData(nameof(Dues))]
    public async Task Skip_NoRun_AndTheNextOneFires(StoreKind store, int dues)
    {
        await using var world = await StartAsync(store, Daily with { Missed = Missed.Skip });

        await SleepAsync(world, dues);

        _beats.ShouldBeEmpty();
        var schedule = (await world.AskAsync(scope => scope.ListSchedulesAsync())).ShouldHaveSingleItem();
        (schedule.LastDue, schedule.NextDue).ShouldBe((Due(1), Due(dues + 1)));
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        _beats.Select(beat => beat.Due).ShouldBe([Due(dues + 1)]);
    }

    // Faults: newest first; the cap is not held; the rest is not counted.
    [Theory]
    [MemberData(nameof(DuesWithRuns))]
    public async Task RunAll_TheLastHundredRun_OldestFirst_AndTheRestIsCounted(StoreKind store, int dues, int runs)
    {
        await using var world = await StartAsync(store, Daily with { Missed = Missed.RunAll });

        await SleepAsync(world, dues);

        var beats = _beats.OrderBy(beat => beat.Due).ToList();
        beats.Select(beat => beat.Due).ShouldBe(Enumerable.Range(dues - runs + 1, runs).Select(Due));
        (beats[0].Missed, beats[0].FirstMissed, beats[0].LastMissed).ShouldBe((dues - runs + 1, Due(1), Due(dues - runs + 1)));
        beats.Skip(1).ShouldAllBe(beat => beat.Missed == 1 && beat.FirstMissed == beat.Due && beat.LastMissed == beat.Due);
        var created = await world.RunsAsync();
        created.Select(run => run.Run.Id).ShouldBe(created.Select(run => run.Run.Id).Order());
    }

    private async Task<World> StartAsync(StoreKind store, Schedule schedule)
    {
        var world = new World(store, new FaultPlan(), builder => builder
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("clock", rule => rule.OnSchedule(schedule).Do("beat", (run, _, _) =>
            {
                _beats.Enqueue(run.Input);
                return Task.CompletedTask;
            })));
        _start = new DateTimeOffset(world.Clock.GetUtcNow().Date.AddDays(1), TimeSpan.Zero);
        world.Clock.Advance(_start - world.Clock.GetUtcNow());
        await world.StartAsync();
        await world.SettleAsync();
        return world;
    }

    /// <summary>Days pass while no process lives.</summary>
    private static async Task SleepAsync(World world, int days)
    {
        await world.StopAsync();
        world.Clock.Advance(TimeSpan.FromDays(days));
        await world.StartAsync();
        await world.SettleAsync();
    }

    private DateTimeOffset Due(int day) => _start.AddDays(day - 1).AddHours(7);
}
