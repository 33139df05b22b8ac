using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Deploying;

/// <summary>Live runs are compared with the rules of a build that has not started.</summary>
public sealed class DeploymentCheckTests
{
    private const string Stored = """
        { "name": "stored", "triggers": [{ "type": "event", "config": { "event": "deployed.order" } }],
          "steps": [{ "id": "pause", "delay": "PT1H" }, { "id": "work", "type": "deployed.work", "config": { "id": "{{ input.id }}" } }] }
        """;

    private readonly InMemoryDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoLiveRuns_NothingToSay()
    {
        var report = await CheckAsync(Original);

        (report.HasOrphans, report.Complete, report.ToString()).ShouldBe((false, true, "There are no live runs."));
    }

    [Fact]
    public async Task SameBuild_IsTheSame()
    {
        await LeaveRunsAsync(Original, "1", "2");

        var version = (await CheckAsync(Original)).Versions.ShouldHaveSingleItem();

        (version.Rule, version.Scope, version.Runs, version.Match, version.Reason, version.Example).ShouldBe(("orders", null, 2, DeploymentMatch.Same, null, null));
    }

    // Fault: the ledger is not folded over the changed code.
    [Fact]
    public async Task ChangedCode_ThatTheRunsCanFollow_IsMappable()
    {
        await LeaveRunsAsync(Original, "1");

        var version = (await CheckAsync(rule => rule.OnEvent<DeployedOrder>()
            .Then("first", run => new DeployedWork(run.Input.Id)).Delay("pause", TimeSpan.FromHours(1)).Then("work", run => new DeployedWork(run.Input.Id + "!")))).Versions.ShouldHaveSingleItem();

        (version.Runs, version.Match, version.Reason).ShouldBe((1, DeploymentMatch.Mappable, null));
    }

    [Fact]
    public async Task StepThatIsGone_IsAnOrphan_WithTheWayOut()
    {
        var runs = await LeaveRunsAsync(Original, "1");

        var report = await CheckAsync(rule => rule.OnEvent<DeployedOrder>().Delay("pause", TimeSpan.FromHours(1)).Then("work", run => new DeployedWork(run.Input.Id)));

        var version = report.Versions.ShouldHaveSingleItem();
        (report.HasOrphans, version.Match, version.Example).ShouldBe((true, DeploymentMatch.Orphan, runs[0]));
        version.Reason.ShouldNotBeNull().ShouldContain("'first'");
        report.ToString().ShouldStartWith($"Orphan: 1 live run of rule 'orders', version {version.RuleHash}: ");
    }

    [Fact]
    public async Task RuleThatIsGone_IsAnOrphan_OfEachScope()
    {
        await LeaveRunsAsync(Original, "1");

        var version = (await CheckAsync(null)).Versions.ShouldHaveSingleItem();

        (version.Match, version.Scope).ShouldBe((DeploymentMatch.Orphan, "p"));
        version.Reason.ShouldBe("this build has no rule 'orders' that can drive them. Deploy one that has it, or cancel the runs.");
    }

    [Fact]
    public async Task StoredRule_NeedsItsHandlers()
    {
        await using (var test = await StartAsync(null))
        {
            await test.In("p").Rules.SaveAsync(Stored, cancellationToken: Token);
            await test.In("p").PublishAsync(new DeployedOrder("1"), cancellationToken: Token);
            await test.RunUntilIdleAsync(Token);
        }

        var same = (await CheckAsync(null)).Versions.ShouldHaveSingleItem();
        await using var without = new ServiceCollection().AddAutomation(automation => automation.UseInMemory(_database)).BuildServiceProvider();
        var orphan = (await without.CheckAutomationAsync(cancellationToken: Token)).Versions.ShouldHaveSingleItem();

        (same.Match, same.Scope).ShouldBe((DeploymentMatch.Same, "p"));
        orphan.Match.ShouldBe(DeploymentMatch.Orphan);
        orphan.Reason.ShouldNotBeNull().ShouldStartWith("this build has no handler for action 'deployed.work' of 'work'.");
    }

    [Fact]
    public async Task Bounds_AreKept_AndSaid()
    {
        await LeaveRunsAsync(Original, "1", "2", "3");

        var report = await CheckAsync(Original, new DeploymentCheckOptions { MaxRuns = 2 });
        var all = await CheckAsync(Original, new DeploymentCheckOptions { MaxRuns = 3 });

        (report.Versions.ShouldHaveSingleItem().Runs, report.Complete).ShouldBe((2, false));
        (all.Versions.ShouldHaveSingleItem().Runs, all.Complete).ShouldBe((3, true));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => CheckAsync(Original, new DeploymentCheckOptions { MaxRuns = 0 }));
    }

    private static void Original(RuleBuilder<DeployedOrder> rule) =>
        rule.OnEvent<DeployedOrder>().Then("first", run => new DeployedWork(run.Input.Id)).Delay("pause", TimeSpan.FromHours(1)).Then("work", run => new DeployedWork(run.Input.Id));

    private async Task<IReadOnlyList<RunId>> LeaveRunsAsync(Action<RuleBuilder<DeployedOrder>> define, params string[] orders)
    {
        await using var test = await StartAsync(define);
        var runs = new List<RunId>();
        foreach (var order in orders)
        {
            runs.Add((await test.In("p").PublishAsync(new DeployedOrder(order), cancellationToken: Token)).Verdicts.ShouldHaveSingleItem().RunId!.Value);
        }

        await test.RunUntilIdleAsync(Token);
        return runs;
    }

    private Task<AutomationTest> StartAsync(Action<RuleBuilder<DeployedOrder>>? define) => AutomationTest.StartAsync(automation => Build(automation, define), cancellationToken: Token);

    private async Task<DeploymentReport> CheckAsync(Action<RuleBuilder<DeployedOrder>>? define, DeploymentCheckOptions? options = null)
    {
        await using var services = new ServiceCollection().AddAutomation(automation => Build(automation, define)).BuildServiceProvider();
        return await services.CheckAutomationAsync(options, Token);
    }

    private void Build(AutomationBuilder automation, Action<RuleBuilder<DeployedOrder>>? define)
    {
        automation.UseInMemory(_database).AddHandler<DeployedWorkHandler>();
        if (define is not null)
        {
            automation.AddRule("orders", define);
        }
    }
}
