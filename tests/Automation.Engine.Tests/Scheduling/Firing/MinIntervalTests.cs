using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>How often a rule that is saved in a scope may be due.</summary>
public sealed class MinIntervalTests
{
    // Fault: only the first gap is looked at.
    [Theory]
    [InlineData("""{ "cron": "* * * * * *" }""", "00:00:01")]
    [InlineData("""{ "every": "PT59S" }""", "00:00:59")]
    [InlineData("""{ "cron": "*/30 * * * * *" }""", "00:00:30")]
    [InlineData("""{ "cron": "0,5 0 3 1 1 *" }""", "00:00:05")]
    [InlineData("""{ "cron": "0,50 0 0 * * *" }""", "00:00:50")]
    [InlineData("""{ "cron": "{{ parameters.often }}" }""", "00:00:20")]
    public async Task Save_ASchedule_ThatIsDueTooOften_IsRefused(string schedule, string closest)
    {
        await using var test = await StartAsync(_ => { });

        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("home").Rules.SaveAsync(Rule(schedule)));

        var fault = refused.Faults.ShouldHaveSingleItem();
        (fault.Code, fault.Pointer).ShouldBe(("too-frequent", $"/triggers/0/config/{JsonElement.Parse(schedule).EnumerateObject().Single().Name}"));
        fault.Message.ShouldBe($"Rule 'often': trigger 'schedule': two of its occurrences are {closest} apart; AutomationOptions.MinScheduleInterval of this host allows 00:01:00 and more. Let it be due less often.");
        (await test.In("home").Rules.ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "cron": "* * * * *" }""")]
    [InlineData("""{ "every": "PT1M" }""")]
    [InlineData("""{ "at": "2030-06-01T00:00:00Z" }""")]
    [InlineData("""{ "daily": "07:00" }""")]
    public async Task Save_ASchedule_ThatIsDueSeldomEnough_IsStored(string schedule)
    {
        await using var test = await StartAsync(_ => { });

        await test.In("home").Rules.SaveAsync(Rule(schedule));

        (await test.In("home").ListSchedulesAsync()).ShouldHaveSingleItem();
    }

    // Faults: each schedule is looked at alone; two that are due at the same time now and then are refused.
    [Theory]
    [InlineData(true, "* * * * *", "30 * * * * *")]
    [InlineData(true, "0-58/2 * * * *", "1-59/2 * * * *", "*/5 * * * *")]
    [InlineData(false, "0-58/2 * * * *", "1-59/2 * * * *")]
    [InlineData(false, "*/2 * * * *", "*/2 * * * *")]
    [InlineData(false, "0 7 * * *", "0 7 * * MON", "0 7 1 * *")]
    public async Task Save_Schedules_ThatAreDueTooOftenTogether_IsRefused(bool refused, params string[] crons)
    {
        await using var test = await StartAsync(_ => { });
        var rule = Rule("""{ "cron": "0 0 1 1 *" }""").Replace(
            """{ "type": "schedule", "config": { "cron": "0 0 1 1 *" } }""",
            string.Join(", ", crons.Select((cron, number) => $$"""{ "type": "schedule", "id": "s{{number}}", "config": { "cron": "{{cron}}" } }""")),
            StringComparison.Ordinal);

        if (!refused)
        {
            await test.In("home").Rules.SaveAsync(rule);
            (await test.In("home").ListSchedulesAsync()).Count.ShouldBe(crons.Length);
            return;
        }

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => test.In("home").Rules.SaveAsync(rule))).Faults.ShouldHaveSingleItem();
        (fault.Code, fault.Pointer).ShouldBe(("too-frequent", "/triggers"));
        fault.Message.ShouldStartWith($"Rule 'often': its {crons.Length} schedules together are due 1000 times within ");
        fault.Message.ShouldEndWith("allows one every 00:01:00 on the average. Let them be due less often.");
        (await test.In("home").Rules.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Host_MayAllowMoreOrLess_AndItsOwnRulesAreFree()
    {
        await using var free = await StartAsync(builder => builder
            .Configure(options => options.MinScheduleInterval = TimeSpan.Zero)
            .AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromSeconds(1))).Then("beat", run => new Beat(run.Input))));
        await using var strict = await StartAsync(builder => builder.Configure(options => options.MinScheduleInterval = TimeSpan.FromHours(1)));

        await free.In("home").Rules.SaveAsync(Rule("""{ "cron": "* * * * * *" }"""));
        await Should.ThrowAsync<RuleDefinitionException>(() => strict.In("home").Rules.SaveAsync(Rule("""{ "cron": "0,30 9 * * *" }""")));
    }

    // Faults: what a scope sets is not asked, since the rule is the host's own; it is asked although the host's own value is no better.
    [Theory]
    [InlineData("* * * * *", "*/30 * * * * *", true)]
    [InlineData("*/10 * * * * *", "*/5 * * * * *", true)]
    [InlineData("*/10 * * * * *", "*/20 * * * * *", false)]
    [InlineData("*/10 * * * * *", "0 7 * * *", false)]
    public async Task Scope_MaySetForARuleOfTheHosts_NothingThatIsCloserThanItsOwn(string own, string set, bool refused)
    {
        await using var test = await StartAsync(builder => builder.AddRuleJson(Rule("{ \"cron\": \"{{ parameters.often }}\" }", own)));
        var rule = test.In("home").Rule("often");
        Task<RuleSettings> SetAsync(string cron) => rule.OverrideJsonAsync(JsonSerializer.SerializeToElement(new { often = cron }));

        if (refused)
        {
            (await Should.ThrowAsync<RuleDefinitionException>(() => SetAsync(set))).Faults.ShouldHaveSingleItem().Code.ShouldBe("too-frequent");
            (await rule.GetSettingsAsync()).Revision.ShouldBe(0);
            return;
        }

        await SetAsync(set);
        await rule.ResetAsync();
    }

    private static Task<AutomationTest> StartAsync(Action<AutomationBuilder> configure) => AutomationTest.StartAsync(builder =>
    {
        builder.AddHandler<NoteHandler>();
        configure(builder);
    });

    private static string Rule(string schedule, string often = "*/20 * * * * *") => $$"""
        { "name": "often", "parameters": { "often": { "type": "string", "default": "{{often}}" } },
          "triggers": [ { "type": "schedule", "config": {{schedule}} } ],
          "steps": [ { "id": "a", "type": "note", "config": { "due": "x" } } ] }
        """;
}
