using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Scheduling;

/// <summary>Occurrences that came, in previews and backtests, on every store.</summary>
public sealed class RecordedOccurrenceTests
{
    public static TheoryData<StoreKind> Stores => [StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres];

    // Fault: the rule does not know its own occurrences, or takes those of the first schedule for all.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task PreviewAndBacktest_KnowTheOccurrencesOfTheirRule(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), builder => builder
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("often", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromMinutes(30))).Then("a", run => new Work("often")))
            .AddRule<string>("clock", rule => rule
                .OnSchedule(Schedule.Every(TimeSpan.FromHours(2)), due => $"even {due.Due.Hour}", "even")
                .OnSchedule(Schedule.Every(TimeSpan.FromHours(3)), due => $"third {due.Due.Hour}", "third")
                .When(word => !word.EndsWith('4')).Then("a", run => new Work(run.Input))));
        await world.StartAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(6));
        var events = (await world.AskAsync(scope => scope.ListEventsAsync(new() { Rule = "clock" }))).Items;

        var backtest = await world.AskAsync(scope => scope.Rule("clock").BacktestAsync());
        var ran = new List<(string Seen, string Trigger)>();
        foreach (var @event in events.Where(one => one.Verdicts.Any(verdict => verdict is { Rule: "clock", Reason: VerdictReason.Ran })))
        {
            var report = await world.AskAsync(scope => scope.Rule("clock").PreviewAsync(new PreviewInput.Recorded(@event.Id)));
            var run = await world.FindRunAsync(@event.Verdicts[0].RunId!.Value);
            report.WouldRun.ShouldBeTrue();
            ran.Add((report.Input.GetString()!.Split(' ')[0], run!.Trigger.Id));
        }

        ran.ShouldAllBe(one => one.Seen == one.Trigger);
        backtest.Events.ShouldBe(events.Count);
        backtest.Samples.ShouldAllBe(one => one.Recorded == one.Reason);
        backtest.Reasons[VerdictReason.Ran].ShouldBe(ran.Count);
        backtest.Reasons[VerdictReason.ConditionFalse].ShouldBe(1);
    }
}
