using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>Work that ends elsewhere.</summary>
public sealed class CompletionTests
{
    [Event("film.cut", Subject = nameof(Id))]
    public sealed record FilmCut(string Id);

    [Action("render")]
    public sealed record Render(string Id) : IAction;

    public sealed class Farm
    {
        public TaskCompletionSource<CompletionToken> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Free { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class RenderHandler(Farm farm) : IDeferredActionHandler<Render>
    {
        public async Task<JobId> StartAsync(Render action, StepContext context, CancellationToken cancellationToken)
        {
            farm.Started.SetResult(context.CompletionToken);
            await farm.Free.Task;
            return new JobId("1");
        }
    }

    // The run takes no completion while its handler is at work. Fault: a completion that waits is not looked for.
    [Fact]
    public async Task Completion_ThatIsRepeatedBeforeTheRunTookTheFirst_IsLate()
    {
        var farm = new Farm();
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.Services.AddSingleton(farm);
            builder.AddHandler<RenderHandler>().AddRule<FilmCut>("films", rule => rule.OnEvent<FilmCut>().Then("render", run => new Render(run.Input.Id)));
        });
        var project = test.In("p");
        await project.PublishAsync(new FilmCut("1"));
        var token = await farm.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);

        (await project.CompleteAsync(token)).ShouldBe(CompletionStatus.Accepted);
        (await project.CompleteAsync(token)).ShouldBe(CompletionStatus.Late);
        farm.Free.SetResult();
        await test.RunUntilIdleAsync();

        (await project.ListRunsAsync()).Items.Single().Status.ShouldBe(RunStatus.Succeeded);
        (await project.CompleteAsync(token)).ShouldBe(CompletionStatus.Late);
    }
}
