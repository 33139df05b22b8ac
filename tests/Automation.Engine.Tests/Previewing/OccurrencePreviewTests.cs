using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Previewing;

/// <summary>Occurrences of schedules in previews and backtests: those that came, and those that will.</summary>
public sealed class OccurrencePreviewTests
{
    private const string Home = "home";

    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Fault: occurrences of other rules are tested, too.
    [Fact]
    public async Task RecordedOnes_AreJudgedAsTheyWere()
    {
        await using var test = await StartAsync(builder => builder
            .AddRule<Occurrence>("rule", rule => rule.OnSchedule(Schedule.Hourly()).When(due => due.Local.Hour % 2 == 0).Then("a", run => new Tell($"{run.Input.Due:t}")))
            .AddRule<Occurrence>("beside", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromMinutes(5))).Then("a", run => new Tell("x"))));
        await test.AdvanceAsync(TimeSpan.FromHours(5));
        var recorded = (await test.In(Home).ListEventsAsync(new() { Rule = "rule" }, Token)).Items;
        var runs = (await test.In(Home).ListRunsAsync(cancellationToken: Token)).Items.Count;

        var backtest = await test.In(Home).Rule("rule").BacktestAsync(cancellationToken: Token);

        (backtest.Events, backtest.Reasons[VerdictReason.Ran], backtest.Reasons[VerdictReason.ConditionFalse], backtest.Detail).ShouldBe((5, 2, 3, null));
        backtest.Samples.ShouldAllBe(one => one.Recorded == one.Reason && one.Type == "automation.occurrence");
        recorded.Count.ShouldBe(5);
        foreach (var @event in recorded)
        {
            var report = await test.In(Home).Rule("rule").PreviewAsync(new PreviewInput.Recorded(@event.Id), Token);
            (report.Reason, report.EventId, report.EventType).ShouldBe((@event.Verdicts[0].Reason, @event.Id, "automation.occurrence"));
            report.Steps.Count.ShouldBe(report.WouldRun ? 1 : 0);
            report.Occurrence!.Due.Minute.ShouldBe(0);
        }

        var other = await test.In(Home).Rule("beside").PreviewAsync(new PreviewInput.Recorded(recorded[0].Id), Token);
        (other.WouldRun, other.Reason, other.Detail).ShouldBe((false, VerdictReason.ConditionFalse, "The event is an occurrence of another rule's schedule."));
        (await test.In(Home).ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(runs);
    }

    // Faults: each is taken for one of the first schedule; two that are due together are taken for one.
    [Fact]
    public async Task OfSeveralSchedules_ItIsTheOneThatWasDue()
    {
        await using var test = await StartAsync(builder => builder.AddRule<string>("rule", rule => rule
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0)), _ => "morning", "morning")
            .OnSchedule(Schedule.Daily(new TimeOnly(19, 0)), _ => "evening", "evening")
            .OnSchedule(Schedule.Cron("0 7,12 * * *"), _ => "meal", "meal")
            .When(word => word.Length > 0).Then("a", run => new Tell(run.Input))));
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        var seen = new List<(int Hour, string Input)>();
        foreach (var @event in (await test.In(Home).ListEventsAsync(cancellationToken: Token)).Items)
        {
            var report = await test.In(Home).Rule("rule").PreviewAsync(new PreviewInput.Recorded(@event.Id), Token);
            var run = (await test.In(Home).FindRunAsync(@event.Verdicts[0].RunId!.Value, Token))!;
            report.Input.GetString().ShouldBe(run.Trigger.Id);
            seen.Add((report.Occurrence!.Due.Hour, report.Input.GetString()!));
        }

        seen.Order().ShouldBe([(7, "meal"), (7, "morning"), (12, "meal"), (19, "evening")]);
    }

    [Fact]
    public async Task OneToCome_IsPreviewedAsItWillBe()
    {
        await using var test = await StartAsync(builder => builder.AddRule<string>("rule", rule => rule
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0)) with { TimeZone = "Europe/Berlin" }, due => $"{due.Local:HH:mm} {due.TimeZone}", "morning")
            .OnSchedule(Schedule.Weekly(DayOfWeek.Sunday, new TimeOnly(10, 0)), due => $"week of {due.Due:dd.MM.}", "weekly")
            .Then("a", run => new Tell(run.Input)).Delay("rest", TimeSpan.FromHours(1))));

        var next = await PreviewAsync(new());
        var sunday = await PreviewAsync(new(Trigger: "weekly"));
        var exactly = await PreviewAsync(new(new DateTimeOffset(2030, 7, 1, 7, 0, 0, TimeSpan.FromHours(2))));
        var later = await PreviewAsync(new(new DateTimeOffset(2030, 7, 1, 7, 0, 0, TimeSpan.FromHours(2)).AddTicks(1)));

        (next.WouldRun, next.EventId, next.EventType, next.Occurrence!.Due, next.Occurrence.Missed).ShouldBe((true, null, "automation.occurrence", Start.AddHours(6), 0));
        next.Steps.Select(step => step.Input?.GetRawText()).ShouldBe(["""{"text":"07:00 Europe/Berlin"}""", "\"PT1H\""]);
        sunday.Input.GetString().ShouldBe("week of 06.01.");
        exactly.Occurrence!.Due.ShouldBe(new DateTimeOffset(2030, 7, 1, 5, 0, 0, TimeSpan.Zero));
        later.Occurrence!.Due.ShouldBe(new DateTimeOffset(2030, 7, 2, 5, 0, 0, TimeSpan.Zero));
        (await test.In(Home).ListEventsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        test.Calls<Tell>().ShouldBeEmpty();

        Task<PreviewReport> PreviewAsync(PreviewInput.Occurrence asked) => test.In(Home).Rule("rule").PreviewAsync(asked, Token);
    }

    // Fault: what reads the clock of the trigger sees the present.
    [Fact]
    public async Task OneToCome_HasItsOwnClock()
    {
        await using var test = await StartAsync(builder => builder.AddRule<Occurrence>("rule", rule => rule
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).Then("a", run => new Tell($"{run.Trigger.Kind} {run.Trigger.Id} {run.Trigger.At:u}"))));

        var report = await test.In(Home).Rule("rule").PreviewAsync(new PreviewInput.Occurrence(Start.AddDays(3)), Token);

        report.Steps[0].Input!.Value.GetProperty("text").GetString().ShouldBe("Schedule schedule 2030-01-04 07:00:00Z");
    }

    [Fact]
    public async Task Draft_IsPreviewed_AndComparedByTheOccurrencesOfItsRule()
    {
        await using var test = await StartAsync(_ => { });
        await test.In(Home).Rules.SaveAsync(Draft("01:00"), cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromDays(2));

        var next = await test.In(Home).Rules.PreviewAsync(Draft("22:00"), new PreviewInput.Occurrence(), Token);
        var same = await test.In(Home).Rules.BacktestAsync(Draft("22:00"), cancellationToken: Token);
        var strict = await test.In(Home).Rules.BacktestAsync(Draft("01:00", """{ "field": "input.due", "operator": "greater_than", "value": "2030-01-02T00:00:00Z" }"""), cancellationToken: Token);

        next.Occurrence!.Due.ShouldBe(Start.AddDays(2).AddHours(22));
        (same.Events, same.Changes.Count).ShouldBe((2, 0));
        strict.Changes.Select(change => (change.Before, change.Reason)).ShouldBe([((VerdictReason?)VerdictReason.Ran, VerdictReason.ConditionFalse)]);
        await test.In(Home).Rules.RecordPreviewAsync(next, cancellationToken: Token);
    }

    // Fault: a schedule that passes over what was missed would run it in a preview.
    [Fact]
    public async Task MissedOne_OfAScheduleThatSkips_HasNoRun()
    {
        await using var test = await StartAsync(builder => builder.AddRule<Occurrence>("rule", rule => rule
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0)) with { Missed = Missed.Skip }).Then("a", run => new Tell("x"))));
        await test.RestartAsync(TimeSpan.FromDays(3), Token);
        await test.RunUntilIdleAsync(Token);
        var missed = (await test.In(Home).ListEventsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem();

        var report = await test.In(Home).Rule("rule").PreviewAsync(new PreviewInput.Recorded(missed.Id), Token);

        (report.WouldRun, report.Reason, report.Detail).ShouldBe((false, VerdictReason.Missed, missed.Verdicts[0].Detail));
        missed.Verdicts[0].Reason.ShouldBe(VerdictReason.Missed);
    }

    [Theory]
    [InlineData("manual", null, null, "no-trigger", "Rule 'manual' has no schedule; it has none at all. Preview it with its input.")]
    [InlineData("daily", "nightly", null, "no-trigger", "Rule 'daily' has no schedule 'nightly'; it has 'schedule'.")]
    [InlineData("once", null, null, "no-occurrence", "Rule 'once' has no occurrence any more. Name an earlier instant, or preview the rule with its input.")]
    [InlineData("once", null, "2029-12-24T18:00:01Z", "no-occurrence", "Rule 'once' has no occurrence from 2029-12-24T18:00:01Z on. Name an earlier instant, or preview the rule with its input.")]
    public async Task WhereNoneIsToCome_ItIsRefused(string rule, string? trigger, string? at, string code, string message)
    {
        await using var test = await StartAsync(AllKinds);

        var refused = await Should.ThrowAsync<EventRejectedException>(() => test.In(Home).Rule(rule).PreviewAsync(
            new PreviewInput.Occurrence(at is null ? null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), trigger), Token));

        (refused.Code, refused.Message).ShouldBe((code, message));
    }

    [Fact]
    public async Task OneThatIsMadeUp_IsCheckedLikeAnyPayload()
    {
        await using var test = await StartAsync(AllKinds);

        var good = await PreviewAsync("""{ "due": "2030-01-01T07:00:00Z", "local": "2030-01-01T07:00:00", "timeZone": "UTC" }""");
        var bad = await PreviewAsync("""{ "due": "soon", "local": "2030-01-01T07:00:00", "timeZone": "UTC" }""");

        (good.WouldRun, good.Occurrence!.Due).ShouldBe((true, Start.AddHours(7)));
        (bad.Reason, bad.Occurrence).ShouldBe((VerdictReason.Faulted, null));
        bad.Detail.ShouldStartWith("The payload does not fit Occurrence: '/due' is 'soon'.");

        Task<PreviewReport> PreviewAsync(string payload) => test.In(Home).Rule("daily").PreviewAsync(new PreviewInput.Event("automation.occurrence", JsonElement.Parse(payload)), Token);
    }

    [Theory]
    [InlineData("manual", "Rule 'manual' has no trigger for events. Preview it with its input.")]
    [InlineData("daily", "Scope 'home' has no recorded events of type 'automation.occurrence' that were for rule 'daily', as far back as it was looked. PreviewInput.Occurrence previews an occurrence to come.")]
    [InlineData("event", "Scope 'home' has no recorded events of type 'occurrence.noted'.")]
    public async Task EmptyBacktest_SaysWhy(string rule, string detail)
    {
        await using var test = await StartAsync(AllKinds);

        var report = await test.In(Home).Rule(rule).BacktestAsync(cancellationToken: Token);

        (report.Events, report.From, report.Detail).ShouldBe((0, null, detail));
    }

    private static string Draft(string daily, string? condition = null) => $$"""
        { "name": "stored", "triggers": [ { "type": "schedule", "config": { "daily": "{{daily}}" } } ], "conditions": {{condition ?? "[]"}}, "steps": [ { "id": "a", "type": "occurrence.tell", "config": { "text": "x" } } ] }
        """;

    private static void AllKinds(AutomationBuilder builder) => builder
        .AddRule<Noted>("manual", rule => rule.OnManual().Then("a", run => new Tell("x")))
        .AddRule<Noted>("event", rule => rule.OnEvent<Noted>().Then("a", run => new Tell("x")))
        .AddRule<Occurrence>("daily", rule => rule.OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).Then("a", run => new Tell("x")))
        .AddRule<Occurrence>("once", rule => rule.OnSchedule(Schedule.At(new DateTimeOffset(2029, 12, 24, 18, 0, 0, TimeSpan.Zero))).Then("a", run => new Tell("x")));

    private static async Task<AutomationTest> StartAsync(Action<AutomationBuilder> configure)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Configure(options => options.Scopes.Add(Home)).AddHandler<TellHandler>();
                configure(builder);
            },
            Start,
            Token);
        test.Fake((Tell _) => { });
        await test.RunUntilIdleAsync(Token);
        return test;
    }

    [Event("occurrence.noted")]
    public sealed record Noted(string Id);

    [Action("occurrence.tell")]
    public sealed record Tell(string Text) : IAction;

    public sealed class TellHandler : IActionHandler<Tell>
    {
        public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
