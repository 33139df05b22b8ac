using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Running;

public sealed class SmokeTests
{
    [Event("file.seen", Subject = nameof(Path))]
    public sealed record FileSeen(string Path, int Size);

    [Action("sum")]
    public sealed record Sum(string Path) : IAction<string>;

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    private static void Rule(RuleBuilder<FileSeen> rule) => rule
        .OnEvent<FileSeen>()
        .When(file => file.Size > 0)
        .Then("sum", run => new Sum(run.Input.Path), out var sum, new() { Retry = RetryOptions.Backoff(3) })
        .Delay("rest", TimeSpan.FromHours(2))
        .If("large", run => run.Input.Size > 100, large => large.Then("big", run => new Note("big " + run.Get(sum))))
        .ForEach("each", run => new[] { 1, 2, 3 }, (each, item) => each.Then("one", run => new Note($"{run.Get(item)}")), new() { MaxParallel = 2 })
        .Then("note", run => new Note("done " + run.Get(sum)));

    [Fact]
    public async Task Run_ThreeSteps_Succeeds()
    {
        await using var test = await AutomationTest.StartAsync(a => a.AddRule<FileSeen>("files", Rule));
        var calls = 0;
        test.Fake((Sum s) => ++calls == 1 ? throw new InvalidOperationException("first") : "sum-" + s.Path).Fake((Note _) => { });
        var project = test.In("p");
        var published = await project.PublishAsync(new FileSeen("a.txt", 200), new() { Key = "k" });
        await test.RunUntilIdleAsync();
        await test.AdvanceAsync(TimeSpan.FromMinutes(1));
        await test.CrashAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(3));
        project = test.In("p");
        var run = (await project.ListRunsAsync()).Items.Single();
        var details = await project.FindRunAsync(run.Id);
        details!.Status.ShouldBe(RunStatus.Succeeded, details.ToString() + string.Join("\n", details.Steps));
        test.Calls<Note>().Select(n => n.Text).ShouldBe(["big sum-a.txt", "1", "2", "3", "done sum-a.txt"], ignoreOrder: true);
        (await project.PublishAsync(new FileSeen("a.txt", 200), new() { Key = "k" })).Duplicate.ShouldBeTrue();
        (await project.PublishAsync(new FileSeen("a.txt", 0))).Verdicts.Single().Reason.ShouldBe(VerdictReason.ConditionFalse);
    }
}
