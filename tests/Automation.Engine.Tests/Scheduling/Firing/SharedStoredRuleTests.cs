using System.Globalization;
using Automation.Engine.Tests.Running.Driving;
using Automation.Polling;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Scheduling.Firing;

/// <summary>Schedules of rules that are stored for all scopes: in each scope that the host names or that opted in, in its zone, whatever is edited meanwhile.</summary>
public sealed class SharedStoredRuleTests
{
    private static readonly DateTimeOffset Start = FiringWorld.Start;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: one zone for all; or the rule's own scope.
    [Fact]
    public async Task Save_FiresInEachScope_InItsZone()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");

        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddHours(6)]);
        (await DuesAsync(test, "kolkata")).ShouldBe([Start.AddHours(1.5)]);
        (await DuesAsync(test, "unlisted")).ShouldBeEmpty();
        (await test.In("kolkata").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Rule.ShouldBe("note");
        (await test.In("berlin").ListSchedulesAsync(Token)).ShouldHaveSingleItem().Description.ShouldBe("Every day at 07:00 (Europe/Berlin)");
    }

    // Fault: the schedules are stored with the next look at the scopes, and what was due meanwhile fires by the former version.
    [Fact]
    public async Task Edit_AppliesFromItsAnswerOn_InEveryScope()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.AdvanceAsync(TimeSpan.FromHours(1), Token);

        await SaveAsync(test, """{ "daily": "08:00" }""");

        (await test.In("kolkata").ListSchedulesAsync(Token)).ShouldHaveSingleItem().NextDue.ShouldBe(Start.AddHours(2.5));
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);
        (await DuesAsync(test, "kolkata")).ShouldBe([Start.AddHours(2.5)]);
        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddHours(7)]);
    }

    [Fact]
    public async Task Edit_ThatTakesATriggerAway_TakesItsSchedulesFromAllScopes()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""", second: """{ "hourly": 30 }""");
        (await test.In("berlin").ListSchedulesAsync(Token)).Count.ShouldBe(2);

        await SaveAsync(test, """{ "daily": "07:00" }""");

        (await test.In("berlin").ListSchedulesAsync(Token)).ShouldHaveSingleItem();
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);
        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddHours(6)]);
    }

    [Fact]
    public async Task Delete_TakesThemFromAllScopes_AndSavedAgainItFires()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.SharedRules.DeleteAsync("note", Token);
        (await test.In("berlin").ListSchedulesAsync(Token)).ShouldBeEmpty();
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);
        test.Calls<Note>().ShouldBeEmpty();

        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddDays(1).AddHours(6)]);
    }

    // Faults: enabling makes up for what passed; each occurrence while it is disabled is stored; schedules that slept go on sleeping.
    [Fact]
    public async Task Disabled_ForAll_PassesTheFirstAndSleeps_AndEnabledFiresWhatComes()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00", "missed": "runAll" }""");
        await test.SharedRules.DisableAsync("note", cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(3), Token);
        test.Calls<Note>().ShouldBeEmpty();
        (await test.In("berlin").ListEventsAsync(new EventQuery { Reasons = [VerdictReason.Disabled] }, Token)).Items.ShouldHaveSingleItem();

        await test.SharedRules.EnableAsync("note", cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddDays(3).AddHours(6)]);
        (await DuesAsync(test, "kolkata")).ShouldBe([Start.AddDays(3).AddHours(1.5)]);
    }

    // Fault: what came due while the rule was off, and no host had seen, fires when it is on.
    [Fact]
    public async Task Enabled_AfterNoHostPassedOverWhatWasDue_FiresWhatComes()
    {
        var (away, database) = (false, new InMemoryDatabase());
        await using var test = await StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => new HookedStore(database)
        {
            BeforeListDue = _ =>
            {
                if (away)
                {
                    throw new StoreUnavailableException("The store is away.");
                }
            },
        })));
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.SharedRules.DisableAsync("note", cancellationToken: Token);
        away = true;
        await test.AdvanceAsync(TimeSpan.FromHours(12), Token);
        (await test.In("berlin").ListEventsAsync(new EventQuery(), Token)).Items.ShouldBeEmpty();

        await test.SharedRules.EnableAsync("note", cancellationToken: Token);
        away = false;
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddDays(1).AddHours(6)]);
        (await DuesAsync(test, "kolkata")).ShouldBe([Start.AddDays(1).AddHours(1.5)]);
    }

    // Fault: the schedules sleep for ever when the host dies that switched the rule on.
    [Fact]
    public async Task Enabled_ByAHostThatDiedBehindIt_FiresOnAnother()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.SharedRules.DisableAsync("note", cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);
        var store = test.Services.GetRequiredService<IAutomationStore>();
        var present = await store.LoadRulesAsync("*", Token);
        await store.SaveSettingAsync(new SettingChange { Setting = present.Settings.Single() with { Body = "" }, ScopeVersion = present.Version, Enabled = true }, Token);

        await test.CrashAsync(Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddDays(1).AddHours(6)]);
    }

    [Fact]
    public async Task Scope_ThatStopsIt_StopsItsOwnSchedulesOnly()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.In("berlin").Rule("note").DisableAsync(cancellationToken: Token);
        await test.In("kolkata").Rule("note").PauseAsync(Start.AddDays(1), cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(2), Token);
        await test.In("berlin").Rule("note").EnableAsync(cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "berlin")).ShouldBe([Start.AddDays(2).AddHours(6)]);
        (await DuesAsync(test, "kolkata")).ShouldBe([Start.AddDays(1).AddHours(1.5), Start.AddDays(2).AddHours(1.5)]);
    }

    // Fault: a look at the scopes wakes what a scope has paused.
    [Fact]
    public async Task Paused_SleepsOn_WhateverIsSavedMeanwhile()
    {
        await using var test = await StartAsync();
        await SaveAsync(test, """{ "daily": "07:00" }""");
        await test.In("berlin").Rule("note").PauseAsync(cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        await test.SharedRules.SaveAsync(Json("""{ "daily": "07:00" }""", null, name: "other"), cancellationToken: Token);
        await test.CrashAsync(Token);
        await test.AdvanceAsync(TimeSpan.FromDays(2), Token);

        (await test.In("berlin").ListEventsAsync(new EventQuery { Rule = "note" }, Token)).Items.ShouldHaveSingleItem().Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Paused);
        await test.In("berlin").Rule("note").ResumeAsync(cancellationToken: Token);
        (await test.In("berlin").ListSchedulesAsync(Token)).Single(schedule => schedule.Rule == "note").NextDue.ShouldBe(Start.AddDays(3).AddHours(6));
    }

    [Fact]
    public async Task OptIn_FiresInScopesThatOptedIn_AlsoWhereNobodyNamesThem()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Json("""{ "daily": "07:00" }""", null, """ "guards": { "optIn": true }, """), cancellationToken: Token);
        (await test.In("berlin").ListSchedulesAsync(Token)).ShouldBeEmpty();
        await test.In("elsewhere").Rule("note").OptInAsync(cancellationToken: Token);
        await test.CrashAsync(Token);

        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);

        (await DuesAsync(test, "elsewhere")).ShouldBe([Start.AddHours(7)]);
        (await DuesAsync(test, "berlin")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Parameters_OfAScope_MoveItsSchedules_ButNotBelowTheMinimum()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(
            Json("""{ "every": "{{ parameters.every }}" }""", null, """ "parameters": { "every": { "type": "string", "default": "PT6H" } }, """), cancellationToken: Token);
        await test.In("berlin").Rule("note").OverrideJsonAsync(System.Text.Json.JsonElement.Parse("""{ "every": "PT12H" }"""), cancellationToken: Token);

        (await Should.ThrowAsync<RuleDefinitionException>(() => test.In("kolkata").Rule("note").OverrideJsonAsync(System.Text.Json.JsonElement.Parse("""{ "every": "PT1S" }"""), cancellationToken: Token)))
            .Faults.ShouldHaveSingleItem().Code.ShouldBe("too-frequent");

        await test.AdvanceAsync(TimeSpan.FromHours(23), Token);
        (await DuesAsync(test, "berlin")).Count().ShouldBe(1);
        (await DuesAsync(test, "kolkata")).Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("""{ "every": "PT1S" }""", "too-frequent")]
    [InlineData("""{ "daily": "{{ parameters.at }}" }""", "invalid-schedule")]
    public async Task Save_OfAFaultySchedule_IsRefused(string schedule, string code)
    {
        await using var test = await StartAsync();

        (await Should.ThrowAsync<RuleDefinitionException>(
            () => test.SharedRules.SaveAsync(Json(schedule, null, """ "parameters": { "at": { "type": "string", "default": "25:00" } }, """), cancellationToken: Token)))
            .Faults.ShouldHaveSingleItem().Code.ShouldBe(code);
        (await test.SharedRules.ListAsync(Token)).ShouldBeEmpty();
    }

    // Fault: triggers of the host's are polled for rules of the code only.
    [Fact]
    public async Task Polls_AreMadeInEachScope()
    {
        var post = new Post();
        post.Letters.Add(new("a"));
        await using var test = await StartAsync(builder =>
        {
            builder.Services.AddSingleton(post);
            builder.AddHandler<Postman>();
        });

        await test.SharedRules.SaveAsync(
            """{ "name": "note", "triggers": [ { "type": "test.mailbox" } ], "steps": [ { "id": "note", "type": "note", "config": { "due": "{{ input.id }}" } } ] }""", cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        post.Letters.Add(new("b"));
        await test.In("kolkata").Rule("note").DisableAsync(cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);

        post.Polls.Select(poll => poll.Scope).Distinct().Order().ShouldBe(["berlin", "kolkata"]);
        (await test.In("berlin").ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(2);
        (await test.In("kolkata").ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(1);
    }

    // Fault: the schedules of the code's rule, and how far its polls have read, go with the stored rule of its name that does not count.
    [Fact]
    public async Task Delete_OfOneWhoseNameTheCodeHas_LeavesTheSchedulesOfTheCode()
    {
        var (later, post) = (false, new Post());
        post.Letters.Add(new("a"));
        await using var test = await StartAsync(builder =>
        {
            builder.Services.AddSingleton(post);
            builder.AddHandler<Postman>();
            if (later)
            {
                builder.AddRule<Letter>("note", rule => rule.On(new Mailbox()).Then("note", run => new Note(run.Input.Id)));
            }
        });
        await SaveAsync(test, """{ "daily": "07:00" }""");
        later = true;
        await test.RestartAsync(Token);
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);
        var store = test.Services.GetRequiredService<IAutomationStore>();
        var before = await store.ListSchedulesAsync("berlin", Token);
        before.ShouldContain(schedule => schedule.Cursor != null && schedule.Cursor.Contains("\"cursor\":\"1\""));

        (await test.SharedRules.DeleteAsync("note", Token)).ShouldBeTrue();

        (await store.ListSchedulesAsync("berlin", Token)).ShouldBe(before);
    }

    private static async Task<IEnumerable<DateTimeOffset>> DuesAsync(AutomationTest test, string scope)
    {
        var runs = (await test.In(scope).ListRunsAsync(new RunQuery { Rule = "note" }, Token)).Items;
        var dues = new List<DateTimeOffset>();
        foreach (var run in runs)
        {
            var input = (await test.In(scope).FindRunAsync(run.Id, Token))!.Input;
            dues.Add(DateTimeOffset.Parse(input.GetProperty("due").GetString()!, CultureInfo.InvariantCulture));
        }

        return dues.Order();
    }

    private static Task<StoredRule> SaveAsync(AutomationTest test, string schedule, string? second = null) => test.SharedRules.SaveAsync(Json(schedule, second), cancellationToken: Token);

    private static string Json(string schedule, string? second, string head = "", string name = "note") => $$$"""
        { "name": "{{{name}}}", {{{head}}}
          "triggers": [ { "id": "first", "type": "schedule", "config": {{{schedule}}} }{{{(second is null ? "" : $$""", { "id": "second", "type": "schedule", "config": {{second}} }""")}}} ],
          "steps": [ { "id": "note", "type": "note", "config": { "due": "{{ input.due }}" } } ] }
        """;

    private static async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.AddHandler<NoteHandler>();
                builder.Services.AddSingleton<IScopeDirectory>(new Zones());
                configure?.Invoke(builder);
            },
            Start,
            Token);
        test.Fake((Note _) => { });
        return test;
    }

    private sealed class Zones : IScopeDirectory
    {
        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["berlin", "kolkata"]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) =>
            Task.FromResult(scope switch
            {
                "berlin" => "Europe/Berlin",
                "kolkata" => "Asia/Kolkata",
                "elsewhere" => null,
                _ => throw new InvalidOperationException($"Nobody asks for '{scope}'."),
            });
    }
}
