using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Running;

/// <summary>A deploy changes a rule while a run of it is under way.</summary>
public sealed class ChangedRuleTests
{
    [Event("started")]
    public sealed record Started(string Name);

    [Event("paid", Subject = nameof(Name))]
    public sealed record Paid(string Name, int Amount);

    [Action("changed.work")]
    public sealed record Work(string Name) : IAction;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _called = [];
    private Action<RuleBuilder<Started>> _define = rule => Steps(rule, "first", "second");

    [Fact]
    public async Task Resume_WhenTheStepUnderWayIsGone_ParksTheRunInsteadOfCallingAnother()
    {
        await using var test = await StartAsync();

        _define = rule => Steps(rule, "renamed", "second");
        await test.CrashAsync();
        await test.RunUntilIdleAsync();

        var run = await RunAsync(test);
        run.Status.ShouldBe(RunStatus.Parked);
        run.Reason.ShouldNotBeNull().ShouldContain("has no step 'first' any more");
        _called.ShouldBe(["first"]);
    }

    // Fault: a held run does not say what it needs.
    [Theory]
    [InlineData("second")]
    [InlineData("other")]
    public async Task Resume_WithABuildThatHasTheStepAgain_GoesOnByItself(string next)
    {
        await using var test = await StartAsync();
        _define = rule => Steps(rule, "renamed", "second");
        await test.CrashAsync();
        await test.RunUntilIdleAsync();

        _define = rule => Steps(rule, "first", next);
        _done.SetResult();
        await test.RestartAsync();
        await test.RunUntilIdleAsync();

        (await RunAsync(test)).Status.ShouldBe(RunStatus.Succeeded);
        _called.ShouldBe(["first", "first", next]);
    }

    [Fact]
    public async Task Resume_WhenALaterStepIsNew_FollowsTheNewBuild()
    {
        await using var test = await StartAsync();

        _define = rule => Steps(rule, "first", "new");
        _done.SetResult();
        await test.CrashAsync();
        await test.RunUntilIdleAsync();

        (await RunAsync(test)).Status.ShouldBe(RunStatus.Succeeded);
        _called.ShouldBe(["first", "first", "new"]);
    }

    [Fact]
    public async Task Resume_WhenAWaitTakesMoreThanBefore_TakesAnEventThatTheFormerBuildPassedOver()
    {
        _define = rule => rule.OnEvent<Started>()
            .WaitFor<Paid>("wait", run => run.Input.Name, TimeSpan.FromHours(1), out var paid, where: (paid, _) => paid.Amount > 10)
            .Then("after", run => new Work($"{run.Get(paid).Amount}"));
        await using var test = await AutomationTest.StartAsync(builder => builder.AddEvent<Paid>().AddRule<Started>("changed", rule => _define(rule)));
        test.Fake<Work>(work => _called.Add(work.Name));
        await test.In("p").PublishAsync(new Started("x"));
        await test.RunUntilIdleAsync();
        await test.In("p").PublishAsync(new Paid("x", 5));
        await test.RunUntilIdleAsync();
        _called.ShouldBeEmpty();

        _define = rule => rule.OnEvent<Started>()
            .WaitFor<Paid>("wait", run => run.Input.Name, TimeSpan.FromHours(1), out var paid, where: (paid, _) => paid.Amount > 3)
            .Then("after", run => new Work($"{run.Get(paid).Amount}"));
        await test.CrashAsync();
        await test.In("p").PublishAsync(new Paid("x", 1));
        await test.RunUntilIdleAsync();

        _called.ShouldBe(["5"]);
    }

    [Fact]
    public async Task Cancel_WhileParked_LeavesNoStepRunning()
    {
        await using var test = await StartAsync();
        _define = rule => Steps(rule, "renamed", "second");
        await test.CrashAsync();
        await test.RunUntilIdleAsync();

        await test.In("p").CancelAsync((await RunAsync(test)).Id);
        await test.RunUntilIdleAsync();

        var run = await RunAsync(test);
        run.Status.ShouldBe(RunStatus.Cancelled);
        run.Steps.ShouldAllBe(step => step.Status == StepStatus.Cancelled);
    }

    private static void Steps(RuleBuilder<Started> rule, params IEnumerable<string> ids)
    {
        rule.OnEvent<Started>();
        foreach (var id in ids)
        {
            rule.Then(id, run => new Work(run.Input.Name));
        }
    }

    private static async Task<RunDetails> RunAsync(AutomationTest test)
    {
        var run = (await test.In("p").ListRunsAsync()).Items.ShouldHaveSingleItem();
        return (await test.In("p").FindRunAsync(run.Id))!;
    }

    // A run whose first step is under way.
    private async Task<AutomationTest> StartAsync()
    {
        var test = await AutomationTest.StartAsync(builder => builder.AddRule<Started>("changed", rule => _define(rule)));
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Fake<Work>(async (_, context, token) =>
        {
            _called.Add(context.Path.Value);
            called.TrySetResult();
            await _done.Task.WaitAsync(token);
            return null;
        });
        await test.In("p").PublishAsync(new Started("x"));
        await called.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return test;
    }
}
