using System.Globalization;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>Schedules of rules that are stored as JSON: saved, edited, switched off and deleted while the clock goes on.</summary>
public sealed class StoredRuleTests
{
    private static readonly DateTimeOffset Start = FiringWorld.Start;

    [Fact]
    public async Task Save_Fires()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");

        await test.AdvanceAsync(TimeSpan.FromDays(2));

        Dues(test).ShouldBe([Start.AddHours(7), Start.AddHours(31)]);
    }

    [Fact]
    public async Task Save_WhatIsPast_NeverFires()
    {
        await using var test = await StartAsync();

        await SaveAsync(test, """{ "at": "2029-12-31T23:59:59Z" }""");

        await test.AdvanceAsync(TimeSpan.FromDays(2));
        test.Calls<Note>().ShouldBeEmpty();
    }

    // Fault: saving does not wake the pass, which sleeps until something later.
    [Fact]
    public async Task Save_WhileALaterOneIsAwaited_FiresInTime()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""", "first");
        await test.RunUntilIdleAsync();
        await SaveAsync(test, """{ "daily": "01:00" }""", "second");

        await test.AdvanceAsync(TimeSpan.FromHours(2));

        Dues(test).ShouldBe([Start.AddHours(1)]);
    }

    [Fact]
    public async Task Edit_AppliesFromNowOn()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.AdvanceAsync(TimeSpan.FromHours(6));
        await SaveAsync(test, """{ "daily": "08:00" }""");

        await test.AdvanceAsync(TimeSpan.FromHours(30));

        Dues(test).ShouldBe([Start.AddHours(8), Start.AddHours(32)]);
    }

    // Faults: enabling makes up for what passed; each occurrence while it is disabled is stored.
    [Fact]
    public async Task Disabled_PassesTheFirstWithAVerdictAndSleeps_AndEnabledFiresWhatComes()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00", "missed": "runAll" }""");
        await test.In(FiringWorld.Home).Rule("note").DisableAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(3));
        test.Calls<Note>().ShouldBeEmpty();
        (await test.In(FiringWorld.Home).ListEventsAsync(new EventQuery { Reasons = [VerdictReason.Disabled] })).Items.ShouldHaveSingleItem();

        await test.In(FiringWorld.Home).Rule("note").EnableAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        Dues(test).ShouldBe([Start.AddDays(3).AddHours(7)]);
    }

    [Fact]
    public async Task Disabled_AcrossADowntime_MakesUpForNothing()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00", "missed": "runAll" }""");
        await test.In(FiringWorld.Home).Rule("note").DisableAsync();

        await test.RestartAsync(TimeSpan.FromDays(5));
        await test.RunUntilIdleAsync();
        await test.In(FiringWorld.Home).Rule("note").EnableAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        Dues(test).ShouldBe([Start.AddDays(5).AddHours(7)]);
    }

    [Fact]
    public async Task Delete_FiresNoMore()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "hourly": 0 }""");
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        await test.In(FiringWorld.Home).Rules.DeleteAsync("note");
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        Dues(test).ShouldBe([Start.AddHours(1)]);
        (await test.In(FiringWorld.Home).ListSchedulesAsync()).ShouldBeEmpty();
    }

    // Fault: the schedule stays the stored rule's, which counts no more.
    [Fact]
    public async Task RuleThatTheNextBuildHasInItsCode_FiresFromThere()
    {
        var isInCode = false;
        await using var test = await StartAsync(builder =>
        {
            builder.Configure(options => options.Scopes.Add(FiringWorld.Home));
            if (isInCode)
            {
                builder.AddRule<Occurrence>("note", rule => rule.OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).Then("beat", run => new Beat(run.Input)));
            }
        });
        test.Fake((Beat _) => { });
        await SaveAsync(test, """{ "daily": "07:00" }""");

        isInCode = true;
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(2));

        test.Dues().ShouldBe([Start.AddHours(7), Start.AddHours(31)]);
        test.Calls<Note>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Zone_IsTheScopesUnlessTheScheduleHasOne()
    {
        await using var test = await StartAsync(builder => builder.Services.AddSingleton<IScopeDirectory>(new Berlin()));
        await SaveAsync(test, """{ "daily": "07:00" }""", "berlin");
        await SaveAsync(test, """{ "daily": "07:00", "timeZone": "UTC" }""", "utc");

        await test.AdvanceAsync(TimeSpan.FromDays(1));

        Dues(test).ShouldBe([Start.AddHours(6), Start.AddHours(7)]);
    }

    [Fact]
    public async Task Parameters_MayStandInTheSchedule_AndAFaultRefusesTheSave()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "{{ parameters.at }}" }""", parameters: """{ "at": { "type": "string", "default": "07:00" } }""");

        var fault = await Should.ThrowAsync<RuleDefinitionException>(
            () => SaveAsync(test, """{ "daily": "{{ parameters.at }}" }""", "bad", """{ "at": { "type": "string", "default": "25:00" } }"""));

        fault.Faults.ShouldHaveSingleItem().Code.ShouldBe("invalid-schedule");
        (await test.In(FiringWorld.Home).ListSchedulesAsync()).ShouldHaveSingleItem().Description.ShouldBe("Every day at 07:00 (UTC)");
    }

    private static async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(builder => { builder.AddHandler<NoteHandler>(); configure?.Invoke(builder); }, Start);
        test.Fake((Note _) => { });
        return test;
    }

    private static Task<StoredRule> SaveAsync(AutomationTest test, string schedule, string name = "note", string parameters = "{}") => test.In(FiringWorld.Home).Rules.SaveAsync($$"""
        { "name": "{{name}}", "parameters": {{parameters}},
          "triggers": [ { "type": "schedule", "config": {{schedule}} } ],
          "steps": [ { "id": "note", "type": "note", "config": { "due": "{{ "{{ input.due }}" }}" } } ] }
        """);

    private static IEnumerable<DateTimeOffset> Dues(AutomationTest test) =>
        test.Calls<Note>().Select(note => DateTimeOffset.Parse(note.Due, CultureInfo.InvariantCulture));

    private sealed class Berlin : IScopeDirectory
    {
        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>("Europe/Berlin");
    }
}
