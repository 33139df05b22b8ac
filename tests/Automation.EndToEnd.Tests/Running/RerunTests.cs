using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>A run that goes on from another one, on every store and through deaths of the host.</summary>
public sealed class RerunTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Rerun_FromWhereItStopped_CallsNothingTwice_AndKeepsWhatItTookOver(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), builder => builder.AddRule<OrderPlaced>("rule", rule => rule.OnEvent<OrderPlaced>()
            .Then("a", run => new Work("a", run.Input.Id)).Delay("pause", TimeSpan.FromHours(1)).Then("b", run => new Work("b", run.Input.Id))));
        await world.StartAsync();
        var published = await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.SettleAsync();
        var former = published.Verdicts.Single().RunId!.Value;
        await world.Client.CancelAsync(former, "enough", TestContext.Current.CancellationToken);
        await world.SettleAsync();
        var options = new RerunOptions { Mode = RerunMode.FromStep, Key = "again" };

        var again = await world.AskAsync(client => client.RerunAsync(former, options));
        world.Kill();
        var repeated = await world.AskAsync(client => client.RerunAsync(former, options));
        await world.RunToEndAsync();

        (repeated.RunId, repeated.Duplicate).ShouldBe((again.RunId, true));
        again.Reused.Select(path => path.Value).ShouldBe(["a"]);
        var run = (await world.FindRunAsync(again.RunId)).ShouldNotBeNull();
        (run.Status, run.RerunOf, run.Trigger.EventId).ShouldBe((RunStatus.Succeeded, former, published.EventId));
        run.Steps.Select(step => (step.Path.Value, step.Status, step.Attempts.Count)).ShouldBe(
            [("a", StepStatus.Succeeded, 0), ("pause", StepStatus.Succeeded, 0), ("b", StepStatus.Succeeded, 1)]);
        run.Steps.Select(step => step.Reused).ShouldBe([true, false, false]);
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }
}
