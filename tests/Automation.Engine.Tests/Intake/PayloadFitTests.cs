using System.Text;
using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Intake;

/// <summary>Payloads that came as JSON, and the classes of the rules that read them.</summary>
public sealed class PayloadFitTests
{
    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id, decimal Total, string? Note, string Country = "DE");

    [Action("payload.tell")]
    public sealed record Tell(string Text) : IAction;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults, seen red: nobody compares, so that the rule is started, and its first step fails; members that are missing, or null where the class has no null, are good.
    [Theory]
    [InlineData("""{ "id": "1", "total": "many" }""", "'/total' is 'many'. The JSON value could not be converted to ")]
    [InlineData("""{ "total": 500 }""", "'id'")]
    [InlineData("""{ "id": "1" }""", "'total'")]
    [InlineData("""{ "id": null, "total": 500 }""", "'/id' is null.")]
    [InlineData("[ 1 ]", "it is [ 1 ].")]
    public async Task PayloadThatDoesNotFit_IsFaulted_AndNoOtherRulesTrouble(string payload, string detail)
    {
        await using var test = await StartAsync();

        var verdicts = (await test.In("p").PublishJsonAsync("order.placed", Encoding.UTF8.GetBytes(payload), cancellationToken: Token)).Verdicts;

        var faulted = verdicts.Single(verdict => verdict.Rule == "class");
        (faulted.Reason, faulted.RunId).ShouldBe((VerdictReason.Faulted, null));
        faulted.Detail.ShouldStartWith("The payload does not fit PayloadFitTests.OrderPlaced: ");
        faulted.Detail.ShouldContain(detail);
        verdicts.Single(verdict => verdict.Rule == "json").Reason.ShouldBe(VerdictReason.Ran);
    }

    // What has a default, or may be null, is not demanded. Fault, seen red: every parameter is.
    [Theory]
    [InlineData("""{ "id": "1", "total": 500 }""")]
    [InlineData("""{ "id": "1", "total": 500, "note": null, "more": true }""")]
    public async Task PayloadThatLacksWhatTheClassCanDoWithout_StartsTheRule(string payload)
    {
        await using var test = await StartAsync();

        var verdicts = (await test.In("p").PublishJsonAsync("order.placed", Encoding.UTF8.GetBytes(payload), cancellationToken: Token)).Verdicts;

        verdicts.Select(verdict => verdict.Reason).ShouldBe([VerdictReason.Ran, VerdictReason.Ran]);
        await test.RunUntilIdleAsync();
        test.Calls<Tell>().ShouldContain(new Tell("1 DE"));
    }

    // Fault: a preview reads leniently what the door refuses.
    [Theory]
    [InlineData("""{ "id": "1", "total": "many" }""")]
    [InlineData("""{ "id": null, "total": 500 }""")]
    [InlineData("""{ "id": "1", "total": 500 }""")]
    public async Task Preview_SaysWhatTheEventWouldGet(string payload)
    {
        await using var test = await StartAsync();
        var published = await test.In("p").PublishJsonAsync("order.placed", Encoding.UTF8.GetBytes(payload), cancellationToken: Token);
        var verdict = published.Verdicts.Single(one => one.Rule == "class");

        var imagined = await test.In("p").Rule("class").PreviewAsync(new PreviewInput.Event("order.placed", JsonElement.Parse(payload)), Token);
        var recorded = await test.In("p").Rule("class").PreviewAsync(new PreviewInput.Recorded(published.EventId), Token);
        var backtest = await test.In("p").Rule("class").BacktestAsync(cancellationToken: Token);

        (imagined.Reason, imagined.Detail).ShouldBe((verdict.Reason, verdict.Detail));
        (recorded.Reason, recorded.Detail).ShouldBe((verdict.Reason, verdict.Detail));
        backtest.Samples.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Reason.ShouldBe(verdict.Reason), one => one.Detail.ShouldBe(verdict.Detail));
    }

    // What a class of the host's wrote is no JSON from outside: it starts runs whatever it has, and so it does in a preview.
    [Fact]
    public async Task Preview_OfWhatTheHostWrote_IsNotCheckedAsIfItCameFromOutside()
    {
        await using var test = await StartAsync();
        var order = new OrderPlaced(null!, 5, null);
        var published = await test.In("p").PublishAsync(order, cancellationToken: Token);

        var typed = await test.In("p").Rule("class").PreviewEventAsync(order, Token);
        var recorded = await test.In("p").Rule("class").PreviewAsync(new PreviewInput.Recorded(published.EventId), Token);

        published.Verdicts[0].Reason.ShouldBe(VerdictReason.Ran);
        (typed.WouldRun, recorded.WouldRun).ShouldBe((true, true));
    }

    private static async Task<AutomationTest> StartAsync()
    {
        var test = await AutomationTest.StartAsync(
            automation => automation.AddRule<OrderPlaced>("class", rule => rule.OnEvent<OrderPlaced>().Then("tell", run => new Tell($"{run.Input.Id} {run.Input.Country}"))),
            cancellationToken: Token);
        test.Fake((Tell _) => { });
        await test.In("p").Rules.SaveAsync(
            """{ "name": "json", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "steps": [ { "id": "a", "type": "payload.tell", "config": { "text": "x" } } ] }""", cancellationToken: Token);
        return test;
    }
}
