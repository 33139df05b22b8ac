using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>The zone that conditions and runs reckon in: the scope's, as it was when the run was created.</summary>
public sealed class ScopeZoneTests
{
    [Event("zone.asked", Subject = nameof(Id))]
    public sealed record ZoneAsked(string Id);

    [Action("zone.note")]
    public sealed record NoteZone(string TimeZone) : IAction;

    // Fault: conditions and inputs reckon in UTC.
    [Fact]
    public async Task ConditionAndInput_ReckonInTheZoneOfTheScope()
    {
        var zones = new Zones();
        await using var test = await StartAsync(zones, rule => rule
            .OnEvent<ZoneAsked>()
            .When((_, trigger) => trigger.TimeZone == "Europe/Berlin")
            .Then("note", run => new NoteZone(run.TimeZone)));

        await test.In("berlin").PublishAsync(new ZoneAsked("1"));
        var refused = await test.In("elsewhere").PublishAsync(new ZoneAsked("1"));
        await test.RunUntilIdleAsync();

        Noted(test).ShouldBe(["Europe/Berlin"]);
        refused.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.ConditionFalse);
        var run = (await test.In("berlin").ListRunsAsync()).Items.ShouldHaveSingleItem();
        (await test.In("berlin").FindRunAsync(run.Id))!.TimeZone.ShouldBe("Europe/Berlin");
    }

    // Fault: the zone is not stored with the run.
    [Fact]
    public async Task Run_KeepsItsZone_WhateverTheScopeMovesTo()
    {
        var zones = new Zones();
        await using var test = await StartAsync(zones, rule => rule
            .OnEvent<ZoneAsked>()
            .Delay("wait", TimeSpan.FromHours(1))
            .Then("note", run => new NoteZone(run.TimeZone)));
        await test.In("berlin").PublishAsync(new ZoneAsked("1"));
        zones.Berlin = "Asia/Kolkata";
        await test.AdvanceAsync(TimeSpan.FromMinutes(30));
        await test.In("berlin").PublishAsync(new ZoneAsked("2"));
        await test.CrashAsync();

        await test.AdvanceAsync(TimeSpan.FromHours(2));

        Noted(test).ShouldBe(["Europe/Berlin", "Asia/Kolkata"]);
    }

    [Fact]
    public async Task ManualRun_ReckonsInTheZoneOfTheScope()
    {
        await using var test = await StartAsync(new Zones(), rule => rule.OnManual().Then("note", run => new NoteZone(run.TimeZone)));

        await test.In("berlin").Rule("zone").RunJsonAsync(System.Text.Json.JsonSerializer.SerializeToElement(new { id = "1" }));
        await test.RunUntilIdleAsync();

        Noted(test).ShouldBe(["Europe/Berlin"]);
    }

    // Fault: the directory is asked for every event.
    [Fact]
    public async Task Directory_IsAskedOnceAMinute()
    {
        var zones = new Zones();
        await using var test = await StartAsync(zones, rule => rule.OnEvent<ZoneAsked>().Then("note", run => new NoteZone(run.TimeZone)));

        for (var number = 0; number < 10; number++)
        {
            await test.In("berlin").PublishAsync(new ZoneAsked($"{number}"));
        }

        zones.Asked.ShouldBe(1);
        await test.AdvanceAsync(TimeSpan.FromMinutes(1));
        await test.In("berlin").PublishAsync(new ZoneAsked("later"));
        zones.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task DirectoryThatThrows_RefusesTheEvent_UnlessItAnsweredBefore()
    {
        var zones = new Zones { Throws = true };
        await using var test = await StartAsync(zones, rule => rule.OnEvent<ZoneAsked>().Then("note", run => new NoteZone(run.TimeZone)));

        var refused = await Should.ThrowAsync<AutomationUnavailableException>(() => test.In("berlin").PublishAsync(new ZoneAsked("1")));
        zones.Throws = false;
        await test.In("berlin").PublishAsync(new ZoneAsked("2"));
        zones.Throws = true;
        await test.AdvanceAsync(TimeSpan.FromMinutes(2));
        await test.In("berlin").PublishAsync(new ZoneAsked("3"));
        await test.RunUntilIdleAsync();

        refused.Message.ShouldBe("The host's IScopeDirectory did not say the time zone and the limits of scope 'berlin'; nothing was stored. Ask again with the same key.");
        (await test.In("berlin").ListEventsAsync()).Items.Count.ShouldBe(2);
        Noted(test).ShouldBe(["Europe/Berlin", "Europe/Berlin"]);
    }

    private static async Task<AutomationTest> StartAsync(Zones zones, Func<RuleBuilder<ZoneAsked>, Block<ZoneAsked>> define)
    {
        var test = await AutomationTest.StartAsync(builder =>
        {
            builder.Services.AddSingleton<IScopeDirectory>(zones);
            builder.AddRule<ZoneAsked>("zone", rule => define(rule));
        });
        test.Fake((NoteZone _) => { });
        return test;
    }

    private static IEnumerable<string> Noted(AutomationTest test) => test.Calls<NoteZone>().Select(note => note.TimeZone);

    private sealed class Zones : IScopeDirectory
    {
        public string Berlin { get; set; } = "europe/berlin";

        public bool Throws { get; set; }

        public int Asked { get; private set; }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken)
        {
            Asked++;
            return Throws ? throw new InvalidOperationException("The directory is away.") : Task.FromResult(scope == "berlin" ? Berlin : null);
        }
    }
}
