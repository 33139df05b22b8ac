using Automation.Engine.Tests.Deploying;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Client;

/// <summary>What is asked of all runs that match.</summary>
public sealed class BulkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Fault: only the first page is told.
    [Fact]
    public async Task CancelAll_EndsWhatMatches_AndNothingElse()
    {
        await using var test = await StartAsync();
        for (var number = 0; number < 450; number++)
        {
            await test.In("p").PublishAsync(new DeployedOrder($"{number % 2}"), cancellationToken: Token);
        }

        await test.In("q").PublishAsync(new DeployedOrder("1"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        var result = await test.In("p").CancelAllAsync(new() { Subject = "1", Limit = 1 }, "the shop is closed", cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        var again = await test.In("p").CancelAllAsync(new() { Subject = "1" }, cancellationToken: Token);

        (result.Matched, result.Told, again.Matched, again.Told).ShouldBe((225, 225, 0, 0));
        var cancelled = await test.In("p").ListRunsAsync(new() { Statuses = [RunStatus.Cancelled], Limit = 200 }, Token);
        cancelled.Items.ShouldAllBe(run => run.Subject == "1" && run.Reason == "the shop is closed");
        (await test.In("p").CancelAllAsync(new(), expected: 225, cancellationToken: Token)).Told.ShouldBe(225);
        (await test.In("q").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Status.ShouldBe(RunStatus.Waiting);
    }

    [Fact]
    public async Task CancelAll_OfAnotherNumberThanExpected_DoesNothing()
    {
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new DeployedOrder("1"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        var refused = await Should.ThrowAsync<RunCountException>(() => test.In("p").CancelAllAsync(new(), expected: 2, cancellationToken: Token));

        await test.RunUntilIdleAsync(Token);
        (refused.Expected, refused.Found).ShouldBe((2, 1));
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Status.ShouldBe(RunStatus.Waiting);
    }

    [Fact]
    public async Task CancelAll_OfRunsThatHaveEnded_MatchesNothing()
    {
        await using var test = await StartAsync();

        (await test.In("p").CancelAllAsync(new() { Statuses = [RunStatus.Failed] }, cancellationToken: Token)).Matched.ShouldBe(0);
        await Should.ThrowAsync<ArgumentNullException>(() => test.In("p").CancelAllAsync(null!, cancellationToken: Token));
    }

    // Fault: runs that wait for their instant are told, too.
    [Fact]
    public async Task ReleaseAll_AsksParkedRuns_AndNoOthers_AndCountsThoseThatGoOn()
    {
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new DeployedOrder("1"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        var waiting = await test.In("p").ReleaseAllAsync(new(), cancellationToken: Token);
        await test.In("p").OverrideSubjectAsync("1", cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        var parked = await test.In("p").ReleaseAllAsync(new(), expected: 1, cancellationToken: Token);

        // Its subject is in hand: releasing the run changes nothing.
        (waiting.Matched, parked.Matched, parked.Told).ShouldBe((0, 1, 0));
    }

    // Faults: called again, all are run again; one that is refused ends the whole call.
    [Fact]
    public async Task RerunAll_RunsFailedRunsAgain_EachOnce_AndSaysWhichItCouldNot()
    {
        await using var test = await StartAsync();
        var failing = true;
        test.Fake((DeployedWork _) =>
        {
            if (failing)
            {
                throw new InvalidOperationException("broken");
            }
        });
        for (var number = 0; number < 250; number++)
        {
            await test.In("p").PublishAsync(new DeployedOrder($"{number % 2}"), cancellationToken: Token);
        }

        await test.AdvanceAsync(TimeSpan.FromHours(2), Token);
        failing = false;
        await test.In("p").OverrideSubjectAsync("1", cancellationToken: Token);

        await Should.ThrowAsync<RunCountException>(() => test.In("p").RerunAllAsync(new(), expected: 249, cancellationToken: Token));
        var all = await test.In("p").RerunAllAsync(new(), new() { Mode = RerunMode.FromStep }, expected: 250, cancellationToken: Token);
        var again = await test.In("p").RerunAllAsync(new() { Statuses = [RunStatus.Failed, RunStatus.Succeeded] }, new() { Mode = RerunMode.FromStep }, cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        (all.Matched, all.Started, all.Repeated, all.Refused.Count).ShouldBe((250, 125, 0, 125));
        all.Refused.Values.ShouldAllBe(why => why.Contains("in hand"));
        (again.Matched, again.Started, again.Repeated, again.Refused.Count).ShouldBe((250, 0, 125, 125));
        (await test.In("p").ListRunsAsync(new() { Statuses = [RunStatus.Succeeded], Limit = 200 }, Token)).Items.Count.ShouldBe(125);
        (await test.In("p").RerunAllAsync(new() { Statuses = [RunStatus.Succeeded] }, cancellationToken: Token)).Matched.ShouldBe(0);
    }

    [Fact]
    public async Task RerunAll_WithOneInputForAll_IsRefused()
    {
        await using var test = await StartAsync();

        await Should.ThrowAsync<ArgumentException>(() => test.In("p").RerunAllAsync(new(), new() { Mode = RerunMode.EditedInput, Input = System.Text.Json.JsonElement.Parse("1") }, cancellationToken: Token));
    }

    private static Task<AutomationTest> StartAsync() => AutomationTest.StartAsync(
        automation => automation.AddHandler<DeployedWorkHandler>()
            .AddRule("orders", (RuleBuilder<DeployedOrder> rule) => rule.OnEvent<DeployedOrder>().Delay("pause", TimeSpan.FromHours(1)).Then("work", run => new DeployedWork(run.Input.Id))),
        cancellationToken: Token);
}
