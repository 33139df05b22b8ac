using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>Runs in flight when a build comes whose rules are others.</summary>
public sealed class AdoptionTests
{
    [Event("parcel.sent", Subject = nameof(Id))]
    public sealed record ParcelSent(string Id);

    [Action("tell")]
    public sealed record Tell(string Text) : IAction;

    private int _build = 1;
    private bool _parks;
    private string _text = "first";

    [Fact]
    public async Task ChangedCode_IsRecordedOnTheRunOnce()
    {
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new ParcelSent("1"));
        await test.RunUntilIdleAsync();
        _build = 2;

        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        await test.CrashAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        (await LedgerAsync(test)).Count(entry => entry.Kind == EntryKind.Adopted).ShouldBe(1);
        test.Calls<Tell>().ShouldBe([new("added first"), new("done")]);
    }

    [Fact]
    public async Task DecisionOfChangedCode_IsMadeOnce_AlsoWhenTheHostDiesBeforeAnOutcome()
    {
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new ParcelSent("1"));
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        _build = 3;
        await test.RestartAsync();
        var called = new TaskCompletionSource();
        test.Fake((Tell _, StepContext _, CancellationToken _) => called.TrySetResult() ? new TaskCompletionSource<object?>().Task : Task.FromResult<object?>(null));
        test.Clock.Advance(TimeSpan.FromHours(1));
        await called.Task;

        _text = "second";
        await test.CrashAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        test.Calls<Tell>().ShouldBe([new("added first"), new("added first"), new("done")]);
    }

    [Fact]
    public async Task StepThatRan_AndIsGone_ParksTheRun()
    {
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new ParcelSent("1"));
        await test.RunUntilIdleAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        _build = 4;

        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        var run = (await test.In("p").ListRunsAsync()).Items.Single();
        run.Status.ShouldBe(RunStatus.Parked);
        run.Reason.ShouldNotBeNull().ShouldContain("'rest'");
    }

    [Fact]
    public async Task StoredRule_WhoseNameALaterBuildTakes_KeepsItsRuns_AndStartsNoNewOnes()
    {
        _build = 0;
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync("""
            { "name": "parcels", "triggers": [ { "type": "event", "config": { "event": "parcel.sent" } } ],
              "steps": [ { "id": "pause", "delay": "PT1H" }, { "id": "stored", "type": "tell", "config": { "text": "stored" } } ] }
            """);
        await test.In("p").PublishAsync(new ParcelSent("1"));
        await test.RunUntilIdleAsync();
        _build = 1;
        await test.RestartAsync();

        await test.AdvanceAsync(TimeSpan.FromHours(1));
        var published = await test.In("p").PublishAsync(new ParcelSent("2"));

        test.Calls<Tell>().ShouldBe([new("stored")]);
        published.Verdicts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RuleThatParksOnANewBuild_WaitsForTheFormerOne()
    {
        _parks = true;
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new ParcelSent("1"));
        await test.RunUntilIdleAsync();
        _build = 2;

        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(3));
        var parked = (await test.In("p").ListRunsAsync()).Items.Single();
        var report = await test.Services.CheckAutomationAsync();
        await test.In("p").PublishAsync(new ParcelSent("2"));
        await test.AdvanceAsync(TimeSpan.FromHours(3));
        var calls = test.Calls<Tell>().ToArray();
        _build = 1;
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(3));

        parked.Status.ShouldBe(RunStatus.Parked);
        parked.Reason.ShouldNotBeNull().ShouldContain("parks its runs when its code changes");
        report.HasOrphans.ShouldBeTrue();
        calls.ShouldBe([new("added first"), new("done")], "what begins with the new build is not concerned");
        test.Calls<Tell>().Skip(calls.Length).ShouldBe([new("done")]);
        (await test.In("p").ListRunsAsync()).Items.ShouldAllBe(run => run.Status == RunStatus.Succeeded);
    }

    [Fact]
    public async Task RunThatWasReleased_GoesOnWithTheNewBuild_AlsoOverACrash_AndIsParkedByTheNextOne()
    {
        _parks = true;
        await using var test = await StartAsync();
        await test.In("p").PublishAsync(new ParcelSent("1"));
        await test.RunUntilIdleAsync();
        _build = 2;
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        var id = (await test.In("p").ListRunsAsync()).Items.Single().Id;

        (await test.In("p").ReleaseAsync(id)).ShouldBeTrue();
        await test.RunUntilIdleAsync();
        await test.CrashAsync();
        await test.RunUntilIdleAsync();
        var waits = (await test.In("p").ListRunsAsync()).Items.Single();
        _build = 3;
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(3));

        waits.Status.ShouldBe(RunStatus.Waiting);
        test.Calls<Tell>().ShouldBe([new("added first")]);
        (await LedgerAsync(test)).Count(entry => entry.Kind == EntryKind.Adopted).ShouldBe(1);
        (await test.In("p").ListRunsAsync()).Items.Single().Status.ShouldBe(RunStatus.Parked);
        (await test.In("p").CancelAsync(id)).ShouldBe(CancelStatus.Accepted);
        await test.RunUntilIdleAsync();
        (await test.In("p").ListRunsAsync()).Items.Single().Status.ShouldBe(RunStatus.Cancelled);
    }

    private async Task<AutomationTest> StartAsync()
    {
        var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddHandler<TellHandler>();
            if (_build > 0)
            {
                builder.AddRule<ParcelSent>("parcels", Define);
            }
        });
        return test.Fake((Tell _) => { });
    }

    private void Define(RuleBuilder<ParcelSent> rule)
    {
        rule.OnEvent<ParcelSent>();
        if (_parks)
        {
            rule.ParkOnNewBuild();
        }

        if (_build != 4)
        {
            rule.Delay("rest", TimeSpan.FromHours(1));
        }

        if (_build is 2 or 3)
        {
            rule.Then("added", _ => new Tell("added " + _text));
        }

        if (_build != 3)
        {
            rule.Delay("pause", TimeSpan.FromHours(1));
        }

        rule.Then("done", _ => new Tell("done"));
    }

    private static async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(AutomationTest test)
    {
        var id = (await test.In("p").ListRunsAsync()).Items.Single().Id;
        return (await test.Services.GetRequiredService<IAutomationStore>().LoadRunAsync(id, default))!.Entries;
    }

    private sealed class TellHandler : IActionHandler<Tell>
    {
        public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
