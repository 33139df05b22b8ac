using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Previewing;

/// <summary>What rules make of recorded events.</summary>
public sealed class BacktestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backtest_CountsAnswersAndShowsSamples_NewestFirst()
    {
        await using var test = await StartAsync();
        for (var total = 1; total <= 20; total++)
        {
            await test.In("p").PublishAsync(new Order($"{total}", total), cancellationToken: Token);
            await test.In("p").PublishJsonAsync("back.other", "{}"u8.ToArray(), cancellationToken: Token);
            await test.In("q").PublishAsync(new Order($"{total}", total), cancellationToken: Token);
        }

        await test.RunUntilIdleAsync(Token);
        var runs = (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.Count;
        var report = await test.In("p").Rule("rule").BacktestAsync(new() { Limit = 15, SamplesPerReason = 2 }, Token);

        (report.Events, report.Reasons[VerdictReason.Ran], report.Reasons[VerdictReason.ConditionFalse], report.Reasons[VerdictReason.Faulted]).ShouldBe((15, 9, 5, 1));
        report.Samples.Select(one => (one.Subject, one.Reason)).ShouldBe(
            [("20", VerdictReason.Ran), ("19", VerdictReason.Ran), ("13", VerdictReason.Faulted), ("10", VerdictReason.ConditionFalse), ("9", VerdictReason.ConditionFalse)]);
        report.Samples[0].Recorded.ShouldBe(VerdictReason.Ran);
        report.Samples[3].Detail.ShouldBe("order => order.Total == 13 ? throw new FormatException(\"No 13.\") : order.Total > 10 (order.Total was 10)");
        (report.ComparedWith, report.Changes.Count).ShouldBe((null, 0));
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(runs);
    }

    [Fact]
    public async Task ChangedDefinition_IsComparedWithThePresentVersion()
    {
        await using var test = await StartAsync();
        var present = await test.In("p").Rules.SaveAsync(Json(10), cancellationToken: Token);
        for (var total = 8; total <= 14; total++)
        {
            await test.In("p").PublishAsync(new Order($"{total}", total), cancellationToken: Token);
        }

        await test.In("p").Rule("stored").DisableAsync(cancellationToken: Token);
        var report = await test.In("p").Rules.BacktestAsync(Json(12), cancellationToken: Token);
        var same = await test.In("p").Rules.BacktestAsync(Json(10), cancellationToken: Token);
        var unknown = await test.In("p").Rules.BacktestAsync(Json(10).Replace("stored", "new", StringComparison.Ordinal), cancellationToken: Token);

        report.ComparedWith.ShouldBe(present.Hash);
        report.Changes.Select(one => (one.Subject, one.Before, one.Reason, one.Recorded)).ShouldBe(
            [("12", VerdictReason.Ran, VerdictReason.ConditionFalse, VerdictReason.Ran), ("11", VerdictReason.Ran, VerdictReason.ConditionFalse, VerdictReason.Ran)]);
        report.Changes[0].Detail!.ShouldContain("12");
        same.Changes.ShouldBeEmpty();
        (unknown.ComparedWith, unknown.Events, unknown.Changes.Count, unknown.Samples[0].Recorded).ShouldBe((null, 7, 0, null));
        (await test.In("p").Rules.FindAsync("stored", Token))!.Version.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1001, 10)]
    [InlineData(10, -1)]
    [InlineData(10, 101)]
    public async Task OptionsOutOfRange_AreRefused(int limit, int samples)
    {
        await using var test = await StartAsync();

        var refused = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In("p").Rule("rule").BacktestAsync(new() { Limit = limit, SamplesPerReason = samples }, Token));

        refused.Message.ShouldStartWith(limit == 10 ? $"BacktestOptions.SamplesPerReason is {samples}; 0 to 100 are allowed." : $"BacktestOptions.Limit is {limit}; 1 to 1000 are allowed.");
    }

    private static string Json(int least) =>
        $$"""{ "name": "stored", "triggers": [ { "type": "event", "config": { "event": "back.order" } } ], "conditions": { "field": "input.total", "operator": "greater_than", "value": {{least}} }, "steps": [ { "id": "a", "type": "back.tell", "config": { "text": "x" } } ] }""";

    private static Task<AutomationTest> StartAsync() => AutomationTest.StartAsync(
        automation => automation.AddHandler<TellHandler>().AddRule<Order>("rule", rule => rule.OnEvent<Order>()
            .When(order => order.Total == 13 ? throw new FormatException("No 13.") : order.Total > 10).Then("a", run => new Tell("x"))), cancellationToken: Token);

    [Event("back.order", Subject = nameof(Id))]
    public sealed record Order(string Id, int Total);

    [Action("back.tell")]
    public sealed record Tell(string Text) : IAction;

    public sealed class TellHandler : IActionHandler<Tell>
    {
        public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
