using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>What a step says that was told to stop.</summary>
public sealed class StoppedStepTests
{
    [Event("stop.wanted", Subject = nameof(Id))]
    public sealed record Wanted(string Id);

    [Action("stop.hang")]
    public sealed record Hang(string Id) : IAction;

    [Action("stop.break")]
    public sealed record Break(string Id) : IAction;

    public sealed class Gate
    {
        public TaskCompletionSource Hangs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Breaks { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Handlers(Gate gate) : IActionHandler<Hang>, IActionHandler<Break>
    {
        public async Task HandleAsync(Hang action, StepContext context, CancellationToken cancellationToken)
        {
            gate.Hangs.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        public async Task HandleAsync(Break action, StepContext context, CancellationToken cancellationToken)
        {
            await gate.Breaks.Task;
            throw new IOException("It is broken.");
        }
    }

    // Fault: whatever stops a step, it says that its run ends.
    [Theory]
    [InlineData(false, "The step was told to stop because another branch of its parallel block, or another item of its loop, failed.")]
    [InlineData(true, "The step was told to stop because its run ends.")]
    public async Task StoppedStep_SaysWhatStoppedIt(bool cancel, string message)
    {
        var gate = new Gate();
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.Services.AddSingleton(gate);
            builder.AddHandler<Handlers>().AddRule<Wanted>("rule", rule => rule.OnEvent<Wanted>().Parallel(
                "both",
                left => left.Then("hang", run => new Hang(run.Input.Id)),
                right => right.Then("break", run => new Break(run.Input.Id))));
        });
        var run = (await test.In("p").PublishAsync(new Wanted("1"), cancellationToken: TestContext.Current.CancellationToken)).Verdicts.Single().RunId!.Value;
        await gate.Hangs.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        if (cancel)
        {
            await test.In("p").CancelAsync(run, cancellationToken: TestContext.Current.CancellationToken);
        }
        else
        {
            gate.Breaks.SetResult();
        }

        var step = await HangAsync(test, run);
        gate.Breaks.TrySetResult();
        step.Error!.Message.ShouldBe(message);
        await test.RunUntilIdleAsync();
    }

    private static async Task<StepRecord> HangAsync(AutomationTest test, RunId run)
    {
        for (; ; await Task.Yield())
        {
            if ((await test.In("p").FindRunAsync(run, TestContext.Current.CancellationToken))!.Steps.FirstOrDefault(step => step.Path.Value == "hang") is { Error: not null } step)
            {
                return step;
            }
        }
    }
}
