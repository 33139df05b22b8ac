using System.Text.Json;
using Automation.Running.Machine;
using Automation.Storage;
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

    [Action("measure")]
    public sealed record Measure(string Id) : IAction<Measured>;

    public sealed record Measured(string Name, int Width, string? Note = null)
    {
        /// <summary>Checked by the class itself, as many do.</summary>
        public int Width { get; } = Width >= 0 ? Width : throw new ArgumentException("A width is not negative.");
    }

    [Action("name")]
    public sealed record Name(string Id) : IAction<string>;

    [Action("count")]
    public sealed record Count(string Id) : IAction<int?>;

    [Action("tell")]
    public sealed record Tell(string Text) : IAction;

    public sealed class Elsewhere : IDeferredActionHandler<Measure>, IDeferredActionHandler<Name>, IDeferredActionHandler<Count>
    {
        public Task<JobId> StartAsync(Measure action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(new JobId("1"));

        public Task<JobId> StartAsync(Name action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(new JobId("1"));

        public Task<JobId> StartAsync(Count action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(new JobId("1"));
    }

    private static Task<AutomationTest> StartAsync() => AutomationTest.StartAsync(builder => builder
        .AddHandler<Elsewhere>()
        .AddRule<FilmCut>("name", rule => rule.OnEvent<FilmCut>()
            .Then("s", run => new Name(run.Input.Id), out var name, new() { Retry = RetryOptions.Fixed(2, TimeSpan.FromSeconds(1)) })
            .Then("tell", run => new Tell($"{run.Get(name).Length}")))
        .AddRule<FilmCut>("measure", rule => rule.OnEvent<FilmCut>()
            .Then("s", run => new Measure(run.Input.Id), out var size, new() { Retry = RetryOptions.Fixed(2, TimeSpan.FromSeconds(1)) })
            .Then("tell", run => new Tell($"{run.Get(size).Name} {run.Get(size).Width}")))
        .AddRule<FilmCut>("count", rule => rule.OnEvent<FilmCut>()
            .Then("s", run => new Count(run.Input.Id), out var count)
            .Then("tell", run => new Tell($"{run.Get(count)}"))));

    private static async Task<CompletionToken> BeginAsync(AutomationTest test, string rule)
    {
        test.Fake((Tell _) => { });
        var run = (await test.In("p").PublishAsync(new FilmCut("1"))).Verdicts.Single(verdict => verdict.Rule == rule).RunId!.Value;
        await test.RunUntilIdleAsync();
        return new(run, new StepPath("s"), 1);
    }

    // Faults, seen red: what comes is not compared with what the action declares; it is read leniently, so that members may be missing, or null; what the class itself throws is nobody's.
    [Theory]
    [InlineData("name", """{ "a": 1 }""", "", "does not fit String, which action 'name' has: it is {")]
    [InlineData("name", "5", "", "does not fit String, which action 'name' has: it is 5.")]
    [InlineData("name", null, null, "has no result; action 'name' has one, a String.")]
    [InlineData("measure", """{ "name": "x", "width": "wide" }""", "/width", "'/width' is 'wide'.")]
    [InlineData("measure", """{ "width": 3 }""", "", "'name'")]
    [InlineData("measure", """{ "name": null, "width": 3 }""", "/name", "'/name' is null.")]
    [InlineData("measure", """{ "name": "x", "width": -1 }""", "", "A width is not negative.")]
    [InlineData("measure", "[]", "", "it is [].")]
    [InlineData("count", "\"many\"", "", "it is 'many'.")]
    public async Task ResultOfAnotherType_IsRefused_AndTheRightOneIsTakenAfterIt(string rule, string? json, string? pointer, string message)
    {
        await using var test = await StartAsync();
        var project = test.In("p");
        var token = await BeginAsync(test, rule);

        var refused = await Should.ThrowAsync<EventRejectedException>(() => project.CompleteAsync(token, json is null ? null : JsonElement.Parse(json), TestContext.Current.CancellationToken));

        (refused.Code, refused.Pointer).ShouldBe(("invalid-result", pointer));
        refused.Message.ShouldContain($"step 's' of run '{token.RunId}'");
        refused.Message.ShouldContain(message);
        refused.Message.ShouldContain("Nothing was stored");
        await test.RunUntilIdleAsync();
        (await project.FindRunAsync(token.RunId))!.Steps.Single().Status.ShouldNotBe(StepStatus.Succeeded);

        (await project.CompleteAsync(token, rule switch { "name" => "good", "measure" => new { name = "x", width = 3 }, _ => 7 })).ShouldBe(CompletionStatus.Accepted);
        await test.RunUntilIdleAsync();
        (await project.FindRunAsync(token.RunId))!.Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task NoResult_IsOneWhereTheActionMayHaveNone()
    {
        await using var test = await StartAsync();
        var token = await BeginAsync(test, "count");

        (await test.In("p").CompleteAsync(token)).ShouldBe(CompletionStatus.Accepted);

        await test.RunUntilIdleAsync();
        (await test.In("p").FindRunAsync(token.RunId))!.Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task ResultOfTheDeclaredClass_IsTakenAsItIs()
    {
        await using var test = await StartAsync();
        var token = await BeginAsync(test, "measure");

        (await test.In("p").CompleteAsync(token, new Measured("x", 3))).ShouldBe(CompletionStatus.Accepted);

        await test.RunUntilIdleAsync();
        test.Calls<Tell>().ShouldContain(new Tell("x 3"));
    }

    // As a process would that has the rule not: it can compare the result with nothing. Faults, seen red: the host that works on the run takes it as it is; what the class itself throws is an "Automation bug", and the run is held for ever.
    [Theory]
    [InlineData("name", "5", "\"good\"", "Step 's' was completed with a result that does not fit String, which action 'name' has: it is of kind Number. The JSON value could not be converted to System.String.")]
    [InlineData("measure", """{ "name": "x", "width": -1 }""", """{ "name": "x", "width": 1 }""", null)]
    public async Task ResultThatNobodyCompared_FailsTheTry_WhichIsMadeAgain(string rule, string json, string good, string? message)
    {
        await using var test = await StartAsync();
        var project = test.In("p");
        var token = await BeginAsync(test, rule);
        var body = EntryBody.Write(JsonElement.Parse(json), null, []);
        var parts = test.Services.GetRequiredService<Automation.Hosting.AutomationEngine>().Parts;

        await parts.Signals.DeliverAsync("p", token.RunId, new SignalKey(token.Path, SignalKind.Completion, "1"), body, false, TestContext.Current.CancellationToken);
        await test.RunUntilIdleAsync();
        await test.AdvanceAsync(TimeSpan.FromSeconds(2));
        (await project.CompleteAsync(token with { Attempt = 2 }, JsonElement.Parse(good))).ShouldBe(CompletionStatus.Accepted);
        await test.RunUntilIdleAsync();

        var run = (await project.FindRunAsync(token.RunId))!;
        run.Status.ShouldBe(RunStatus.Succeeded);
        var tried = run.Steps.Single(step => step.Path.Value == "s").Attempts[0].Error!;
        tried.Code.ShouldBe("invalid-result");
        tried.Message.ShouldBe(message ?? tried.Message);
    }
}
