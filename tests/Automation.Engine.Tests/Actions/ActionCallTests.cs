using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Engine.Tests.Samples;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Engine.Tests.Actions;

/// <summary>Calls of handlers through their descriptors.</summary>
public sealed class ActionCallTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task Plain_GetsItsRecord_AndHasNoResult()
    {
        var calls = new List<string>();
        _services.AddSingleton(calls).AddTransient<Recorder>();

        var result = await Call(Describe<Recorder>(typeof(SetStatus)), """{"assetId":"a","status":"s"}""");

        result.ValueKind.ShouldBe(JsonValueKind.Undefined);
        calls.ShouldBe(["a s 1"]);
    }

    [Fact]
    public async Task Result_IsSerialised()
    {
        _services.AddTransient<Recorder>().AddSingleton(new List<string>());
        var descriptor = Describe<Recorder>(typeof(ExportAtlas));

        (descriptor.ResultType, descriptor.Deferred, descriptor.HandlerType).ShouldBe((typeof(ExportRef), false, typeof(Recorder)));
        (await Call(descriptor, """{"atlasId":"t","profile":"web"}""")).GetRawText().ShouldBe("""{"url":"t/web"}""");
    }

    [Fact]
    public async Task Deferred_ReturnsItsJob_AndKnowsTheDeclaredResult()
    {
        _services.AddTransient<Starter>();
        var descriptor = Describe<Starter>(typeof(CutOut));

        (descriptor.ResultType, descriptor.Deferred).ShouldBe((typeof(ImageRef), true));
        (await Call(descriptor, """{"assetId":"a"}""")).GetString().ShouldBe("job-a");
    }

    [Fact]
    public async Task Handler_ThatCannotBeCreated_IsNamed()
    {
        _services.AddTransient<CutOutHandler>();

        var exception = await Should.ThrowAsync<InvalidOperationException>(() => Call(Describe<CutOutHandler>(typeof(CutOut)), """{"assetId":"a"}"""));

        exception.Message.ShouldStartWith("Handler CutOutHandler of action 'image.cutout' cannot be created: Unable to resolve service for type");
        exception.Message.ShouldContain(nameof(IImageTool));
    }

    [Fact]
    public async Task Config_ThatIsNull_IsSaidSo()
    {
        _services.AddTransient<Starter>();

        (await Should.ThrowAsync<StepFailedException>(() => Call(Describe<Starter>(typeof(CutOut)), "null"))).Message
            .ShouldBe("The config of action 'image.cutout' is null; CutOut is needed.");
    }

    [Fact]
    public async Task Condition_IsAnswered()
    {
        _services.AddTransient<IsLockedHandler>();
        var descriptor = ConditionHandling.Of(typeof(IsLockedHandler)).Single().Describe("asset.locked");
        await using var provider = _services.BuildServiceProvider();

        (await Ask("locked-1")).ShouldBeTrue();
        (await Ask("free")).ShouldBeFalse();

        Task<bool> Ask(string id) => descriptor.EvaluateAsync(
            provider, JsonSerializer.SerializeToElement(new IsLocked(id), AutomationJson.Default), AutomationJson.Default,
            new ConditionContext { Scope = "p", Rule = "r" }, TestContext.Current.CancellationToken);
    }

    private static ActionDescriptor Describe<THandler>(Type action) =>
        ActionHandling.Of(typeof(THandler)).Single(handling => handling.Action == action).Describe(action == typeof(CutOut) ? "image.cutout" : "x");

    private async Task<JsonElement> Call(ActionDescriptor descriptor, string config)
    {
        await using var provider = _services.BuildServiceProvider();
        return await descriptor.InvokeAsync(
            provider, JsonElement.Parse(config), AutomationJson.Default, new FakeContext(), TestContext.Current.CancellationToken);
    }

    private sealed class Recorder(List<string> calls) : IActionHandler<SetStatus>, IActionHandler<ExportAtlas, ExportRef>
    {
        public Task HandleAsync(SetStatus action, StepContext context, CancellationToken cancellationToken)
        {
            calls.Add($"{action.AssetId} {action.Status} {context.Attempt}");
            return Task.CompletedTask;
        }

        public Task<ExportRef> HandleAsync(ExportAtlas action, StepContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new ExportRef($"{action.AtlasId}/{action.Profile}"));
    }

    private sealed class Starter : IDeferredActionHandler<CutOut>
    {
        public Task<JobId> StartAsync(CutOut action, StepContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new JobId("job-" + action.AssetId));
    }

    private sealed class FakeContext : StepContext
    {
        public override RunId RunId => default;

        public override string Scope => "p";

        public override string Rule => "r";

        public override StepPath Path => new("a");

        public override string? Subject => null;

        public override int Attempt => 1;

        public override long ClaimNumber => 1;

        public override void ReportProgress(double percent, string? phase = null)
        {
        }

        public override void Log(string message, LogLevel level = LogLevel.Information)
        {
        }

        public override void AddJob(JobId job)
        {
        }

        public override Task<PublishResult> PublishAsync<TEvent>(TEvent @event, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
