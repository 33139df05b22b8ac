using System.Globalization;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>The directory says another zone of a scope: schedules that take their zone from it follow, whoever stores the rule.</summary>
public sealed class ZoneChangeTests
{
    private const string Office = "office";

    private static readonly DateTimeOffset Start = FiringWorld.Start;

    private readonly Offices _offices = new();

    // Faults: only schedules of shared rules follow; in a test the directory is not asked again.
    [Theory]
    [InlineData("Asia/Tokyo", 22)]
    [InlineData("America/New_York", 36)]
    public async Task ScopeThatMoves_HasItsNextOccurrencesByItsNewWallClock_OneRunEach(string zone, int firstDue)
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.AdvanceAsync(TimeSpan.FromHours(12));
        Owns(test).ShouldBe([Start.AddHours(6)]);

        _offices.Zone = zone;
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));

        var first = Start.AddHours(firstDue);
        (await test.In(Office).ListSchedulesAsync()).Select(schedule => schedule.NextDue).ShouldBe([first, first]);
        (await test.In(Office).Rule("own").ListOccurrencesAsync(2)).Select(next => next.Due).ShouldBe([first, first.AddDays(1)]);
        await test.AdvanceAsync(TimeSpan.FromDays(2.5));
        DateTimeOffset[] dues = [Start.AddHours(6), first, first.AddDays(1)];
        Owns(test).Take(3).ShouldBe(dues);
        test.Dues().ShouldBe(Owns(test));
        test.Beats().Skip(1).ShouldAllBe(beat => beat.TimeZone == zone && beat.Local.TimeOfDay == TimeSpan.FromHours(7));
        (await test.In(Office).ListRunsAsync()).Items.Count.ShouldBe(2 * test.Beats().Count);
    }

    // Fault: a host without shared rules that have schedules never asks again.
    [Fact]
    public async Task HostThatRuns_FollowsWithinAMinute()
    {
        await using var test = await StartAsync(builder => builder.Configure(options => options.PollInterval = TimeSpan.FromSeconds(20)), coded: false);
        await SaveAsync(test, """{ "monthly": "2 07:00" }""");
        _offices.Changes = (Start.AddMinutes(10.5), test.Clock, "Asia/Tokyo");

        await test.AdvanceAsync(TimeSpan.FromMinutes(10));
        (await NextAsync(test)).ShouldBe(Start.AddHours(30));
        await test.AdvanceAsync(TimeSpan.FromSeconds(90));

        (await NextAsync(test)).ShouldBe(Start.AddHours(22));
    }

    [Fact]
    public async Task ScheduleWithAZoneOfItsOwn_OrOneThatIsStopped_StaysWhereItIs()
    {
        await using var test = await StartAsync(coded: false);
        await SaveAsync(test, """{ "daily": "07:00", "timeZone": "Europe/Berlin" }""", "zoned");
        await SaveAsync(test, """{ "daily": "07:00" }""", "paused");
        await SaveAsync(test, """{ "daily": "07:00" }""", "asleep");
        await test.In(Office).Rule("asleep").DisableAsync();
        await test.In(Office).Rule("paused").PauseAsync(Start.AddDays(3));
        await test.AdvanceAsync(TimeSpan.FromHours(7));

        _offices.Zone = "Asia/Tokyo";
        await test.AdvanceAsync(TimeSpan.FromMinutes(2));

        (await test.In(Office).ListSchedulesAsync()).Select(schedule => (schedule.Rule, schedule.NextDue)).ShouldBe(
            [("asleep", null), ("paused", Start.AddDays(3).AddHours(22)), ("zoned", Start.AddHours(30))]);
        await test.In(Office).Rule("asleep").EnableAsync();
        (await test.In(Office).ListSchedulesAsync())[0].NextDue.ShouldBe(Start.AddHours(22));
    }

    // Fault: a directory that is away for a moment takes the schedules back to UTC, or holds up what is due.
    [Fact]
    public async Task DirectoryThatThrows_LeavesTheSchedulesWhereTheyAre()
    {
        await using var test = await StartAsync(coded: false);
        await SaveAsync(test, """{ "daily": "07:00" }""");

        _offices.Throws = true;
        await test.AdvanceAsync(TimeSpan.FromMinutes(2));

        (await NextAsync(test)).ShouldBe(Start.AddHours(6));
    }

    // Fault: whoever has something due is asked for its zone each time.
    [Theory]
    [InlineData("""{ "daily": "07:00" }""")]
    [InlineData("""{ "daily": "07:00", "timeZone": "Europe/Berlin" }""")]
    public async Task DirectoryThatThrows_HoldsUpNothingThatIsDue(string schedule)
    {
        await using var test = await StartAsync(coded: false);
        await SaveAsync(test, schedule);
        await test.AdvanceAsync(TimeSpan.FromHours(7));

        _offices.Throws = true;
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        Owns(test).ShouldBe([Start.AddHours(6), Start.AddHours(30)]);
    }

    private async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null, bool coded = true)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.AddHandler<NoteHandler>().Services.AddSingleton<IScopeDirectory>(_offices);
                if (coded)
                {
                    builder.AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).Then("beat", run => new Beat(run.Input)));
                }

                configure?.Invoke(builder);
            },
            Start);
        test.Fake((Beat _) => { });
        test.Fake((Note _) => { });
        await test.RunUntilIdleAsync();
        return test;
    }

    private static Task<StoredRule> SaveAsync(AutomationTest test, string schedule, string name = "own") => test.In(Office).Rules.SaveAsync($$"""
        { "name": "{{name}}", "triggers": [ { "type": "schedule", "config": {{schedule}} } ],
          "steps": [ { "id": "note", "type": "note", "config": { "due": "{{ "{{ input.due }}" }}" } } ] }
        """);

    private static async Task<DateTimeOffset?> NextAsync(AutomationTest test) => (await test.In(Office).ListSchedulesAsync()).ShouldHaveSingleItem().NextDue;

    private static IEnumerable<DateTimeOffset> Owns(AutomationTest test) => test.Calls<Note>().Select(note => DateTimeOffset.Parse(note.Due, CultureInfo.InvariantCulture));

    private sealed class Offices : IScopeDirectory
    {
        public string Zone { get; set; } = "Europe/Berlin";

        public bool Throws { get; set; }

        /// <summary>From an instant on it says another zone.</summary>
        public (DateTimeOffset At, TimeProvider Clock, string Zone)? Changes { get; set; }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([Office]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Throws ? throw new InvalidOperationException("The directory is away.")
            : Task.FromResult<string?>(Changes is { } change && change.Clock.GetUtcNow() >= change.At ? change.Zone : Zone);
    }
}
