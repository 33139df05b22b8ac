using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Actions;
using Automation.Engine.Tests.Samples;
using Automation.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Hosting;

/// <summary>What is added to the builder, and what becomes of it.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void AddFrom_AddsHandlersEventsTriggersAndRules_ButNothingPrivate()
    {
        var services = new ServiceCollection();
        new AutomationBuilder(services).AddFrom<RegistrationTests>();

        var added = services.Select(service => service.ImplementationInstance).ToList();
        added.OfType<HandlerRegistration>().Select(one => one.Handler).ShouldContain(typeof(CutOutHandler));
        added.OfType<HandlerRegistration>().Select(one => one.Handler).ShouldContain(typeof(IsLockedHandler));
        added.OfType<EventRegistration>().Select(one => one.Event).ShouldContain(typeof(AssetApproved));
        added.OfType<TriggerRegistration>().Select(one => one.Trigger).ShouldContain(typeof(Inbox));
        added.OfType<RuleRegistration>().Select(one => one.RuleType).ShouldContain(typeof(DailyBrief));
        services.ShouldContain(service => service.ServiceType == typeof(CutOutHandler) && service.Lifetime == ServiceLifetime.Transient);
        added.OfType<HandlerRegistration>().Select(one => one.Handler).ShouldNotContain(typeof(PrivateHandler));
        added.OfType<HandlerRegistration>().ShouldAllBe(one => !one.Handler.IsAbstract && !one.Handler.ContainsGenericParameters);
    }

    // Fault: the last of two stores is taken without a word.
    [Fact]
    public void Use_OfTwoKindsOfStores_NamesBoth()
    {
        var builder = new AutomationBuilder(new ServiceCollection()).UseInMemory().UseInMemory();

        Should.Throw<InvalidOperationException>(() => builder.UseStore("UseOther", _ => throw new InvalidOperationException())).Message
            .ShouldBe("UseInMemory and UseOther both choose the store, and there is one. Leave one of the two calls out of AddAutomation.");
    }

    [Fact]
    public void Add_Twice_IsHarmless()
    {
        var compiled = Compiled.Of(builder => builder
            .AddSamples().AddRule<DailyBrief>().AddHandler<CutOutHandler>().AddHandler<CutOutHandler>().AddEvent<AtlasReady>().AddEvent<AtlasReady>()
            .AddSampleHandlers());

        compiled.Rules.Count.ShouldBe(7);
    }

    [Fact]
    public void AddHandler_KeepsTheLifetimeThatTheHostChose()
    {
        var services = new ServiceCollection();
        services.AddSingleton<AtlasHandlers>();
        new AutomationBuilder(services).AddHandler<AtlasHandlers>();

        services.Single(service => service.ServiceType == typeof(AtlasHandlers)).Lifetime.ShouldBe(ServiceLifetime.Singleton);
    }

    [Fact]
    public void Add_OfWhatIsNot_IsRefusedAtOnce()
    {
        var builder = new AutomationBuilder(new ServiceCollection());

        Should.Throw<ArgumentException>(() => builder.AddRule<string>()).Message.ShouldStartWith("String is not a rule. Implement IRule<TInput>, once.");
        Should.Throw<ArgumentException>(() => builder.AddHandler<string>()).Message.ShouldStartWith("String is not a handler.");
        Should.Throw<ArgumentException>(() => builder.AddHandler<AbstractHandler>()).Message.ShouldStartWith("RegistrationTests.AbstractHandler is not a handler.");
        builder.Services.ShouldBeEmpty();
    }

    [Fact]
    public void AddRuleJson_KeepsTheText()
    {
        var services = new ServiceCollection();
        new AutomationBuilder(services).AddRuleJson("{}").AddRuleJson("[]");

        services.Select(service => service.ImplementationInstance).OfType<JsonRuleRegistration>().Select(one => one.Json).ShouldBe(["{}", "[]"]);
    }

    [Fact]
    public void Compile_YieldsTheCatalogs_AndTheNamesOfClasses()
    {
        var compiled = Compiled.Of(builder => builder.AddSamples());

        compiled.Actions.All.Select(action => action.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "agent.ask", "asset.apply-tags", "asset.set-status", "atlas.export", "atlas.pack", "atlas.split", "brief.compose", "brief.dispatch",
            "cde.sync", "crm.send", "files.distribute", "image.cutout", "mail.send", "script.run",
        ]);
        compiled.Conditions.TryGet("asset.locked", out var locked).ShouldBeTrue();
        locked!.HandlerType.ShouldBe(typeof(IsLockedHandler));
        compiled.Events.TryGet("asset.reviewed", out var reviewed).ShouldBeTrue();
        reviewed!.ClrType.ShouldBe(typeof(AssetReviewed));
        compiled.NamesByClass[typeof(FilePipeline)].ShouldBe("file-pipeline");
    }

    [Fact]
    public void RuleClass_IsGivenSingletons()
    {
        var compiled = Compiled.Of(builder =>
        {
            builder.Services.AddSingleton("from the host");
            builder.AddRule<ToldRule>();
        });

        compiled.Rules.Single().Description.ShouldBe("from the host");
    }

    // The testing package stands in for handlers that a test does not register.
    [Fact]
    public void Fallback_DoesWhatHasNoHandler()
    {
        var compiled = Compiled.Of(builder =>
        {
            builder.Services.AddSingleton<IActionFallback>(new Fallback());
            builder.AddHandler<AtlasHandlers>().AddRule<ApprovedAssetToAtlas>();
        });

        compiled.Actions.TryGet("image.cutout", out var faked).ShouldBeTrue();
        faked.ShouldBeOfType<FakeDescriptor>().ActionType.ShouldBe(typeof(CutOut));
        compiled.Actions.TryGet("atlas.pack", out var real).ShouldBeTrue();
        real!.HandlerType.ShouldBe(typeof(AtlasHandlers));
    }

    [Fact]
    public async Task RunAsync_WritesTheInput_AsTheHostDoes()
    {
        var handle = new FakeHandle();

        await handle.RunAsync(new FilesWanted("p1"), new() { Key = "k" }, TestContext.Current.CancellationToken);

        handle.Input.GetRawText().ShouldBe("""{"ProjectId":"p1","Folder":null}""");
        handle.Options!.Key.ShouldBe("k");
    }

    public abstract class AbstractHandler : IActionHandler<SetStatus>
    {
        public abstract Task HandleAsync(SetStatus action, StepContext context, CancellationToken cancellationToken);
    }

    private sealed class PrivateHandler : AbstractHandler
    {
        public override Task HandleAsync(SetStatus action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Rule("told")]
    private sealed class ToldRule(string text) : IRule<AssetApproved>
    {
        public void Define(RuleBuilder<AssetApproved> rule) => rule.OnManual().Describe(text).Stop("s");
    }

    private sealed class Fallback : IActionFallback
    {
        public bool TryDescribe(Type action, string name, [NotNullWhen(true)] out ActionDescriptor? descriptor)
        {
            descriptor = new FakeDescriptor { Name = name, ActionType = action, HandlerType = typeof(Fallback), Deferred = false };
            return true;
        }

        public ActionDescriptor Decorate(ActionDescriptor descriptor) => descriptor;
    }

    private sealed class FakeDescriptor : ActionDescriptor
    {
        public override ValueTask<JsonElement> InvokeAsync(
            IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class FakeHandle : IRuleHandle<FilePipeline>, IRuleHandleInternals
    {
        public string Name => "file-pipeline";

        public string Scope => "p";

        public JsonSerializerOptions Json => JsonSerializerOptions.Default;

        public JsonElement Input { get; private set; }

        public StartOptions? Options { get; private set; }

        public Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default)
        {
            (Input, Options) = (input, options);
            return Task.FromResult(new StartResult { RunId = default, Duplicate = false });
        }

        public Task<Page<EventSummary, AutomationEventId>> WhyAsync(EventQuery? query = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PreviewReport> PreviewOwnAsync(PreviewInput.Event input, CancellationToken cancellationToken) => PreviewAsync(input, cancellationToken);

        public Task<PreviewReport> PreviewAsync(PreviewInput input, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> RecordPreviewAsync(PreviewReport report, SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<BacktestReport> BacktestAsync(BacktestOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<ScheduledOccurrence>> ListOccurrencesAsync(int limit = 10, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleBreaker?> FindBreakerAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> CloseBreakerAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<string> ShowAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<string> ExportAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> GetSettingsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> EnableAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> DisableAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> OptInAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> OptOutAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> PauseAsync(DateTimeOffset? until = null, SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> ResumeAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> OverrideJsonAsync(JsonElement parameters, SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> ResetAsync(string? parameter = null, SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> OverrideGuardsJsonAsync(JsonElement guards, SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RuleSettings> ResetGuardsAsync(string? guard = null, SettingOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
