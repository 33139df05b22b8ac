using System.Globalization;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>What the door makes of events, also when the store is away.</summary>
public sealed class IntakeTests
{
    [Event("meter.read", Subject = nameof(Value))]
    public sealed record MeterRead(decimal Value);

    [Action("meter.bill", Cost = 3)]
    public sealed record BillMeter(decimal Value) : IAction;

    [Action("file")]
    public sealed record File(decimal Value) : IAction;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subject_IsTheSame_WhetherPublishedAsObjectOrAsJson_InEveryCulture(bool asJson)
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddEvent<MeterRead>());
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

        var published = asJson
            ? await test.In("p").PublishJsonAsync("meter.read", """{"value":1.5}"""u8.ToArray())
            : await test.In("p").PublishAsync(new MeterRead(1.5m));

        (await test.In("p").WhyAsync(published.EventId))!.Subject.ShouldBe("1.5");
    }

    // Fault: the first step of a run that waits for an approval is shown as if it ran.
    [Fact]
    public async Task StepOfAParkedRun_Waits()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<MeterRead>("rule", rule => rule
            .OnEvent<MeterRead>().Guard(new() { ApprovalAbove = 0 }).Then("bill", run => new BillMeter(run.Input.Value))));
        test.Fake((BillMeter _) => { });
        var run = (await test.In("p").PublishAsync(new MeterRead(1))).Verdicts.ShouldHaveSingleItem().RunId!.Value;
        await test.RunUntilIdleAsync();

        var parked = (await test.In("p").FindRunAsync(run))!;
        await test.In("p").ApproveAsync(run);
        await test.RunUntilIdleAsync();
        var ended = (await test.In("p").FindRunAsync(run))!;

        (parked.Status, parked.Steps.ShouldHaveSingleItem().Status).ShouldBe((RunStatus.Parked, StepStatus.Waiting));
        (ended.Status, ended.Steps.ShouldHaveSingleItem().Status).ShouldBe((RunStatus.Succeeded, StepStatus.Succeeded));
    }

    [Fact]
    public async Task Key_ThatWasUsedForAnotherBody_SaysForWhat()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddEvent<MeterRead>());
        var first = await test.In("p").PublishAsync(new MeterRead(1), new() { Key = "k" });

        var refused = await Should.ThrowAsync<EventRejectedException>(() => test.In("p").PublishAsync(new MeterRead(2), new() { Key = "k" }));

        refused.Message.ShouldBe($"The key 'k' was used before with another body, for '{first.EventId}'. Use a new key for something new, or send the same body again.");
    }

    [Fact]
    public async Task Key_ThatIsNone_SaysWhatIsWrongWithIt()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddEvent<MeterRead>());

        (await Should.ThrowAsync<EventRejectedException>(() => test.In("p").PublishAsync(new MeterRead(1), new() { Key = new string('k', 256) })))
            .Message.ShouldBe("The key has 256 characters; 1 to 255 printable characters are allowed. A hash of a longer key is a key, too.");
        (await Should.ThrowAsync<EventRejectedException>(() => test.In("p").PublishAsync(new MeterRead(1), new() { Key = "a\nb" })))
            .Message.ShouldBe("The key has a character that cannot be printed; 1 to 255 printable characters are allowed. A hash of a longer key is a key, too.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task Page_OfASizeThatIsNotAllowed_NamesTheLimit(int limit)
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddEvent<MeterRead>());

        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In("p").ListRunsAsync(new() { Limit = limit })))
            .Message.ShouldStartWith($"RunQuery.Limit is {limit}; 1 to 200 is allowed. Ask for the next page for more.");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In("p").ListEventsAsync(new() { Limit = limit }))).Message.ShouldStartWith($"EventQuery.Limit is {limit};");
    }

    [Fact]
    public async Task Json_ThatIsNotTheKnownEvent_IsAcceptedAboutNothing()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddEvent<MeterRead>());

        var published = await test.In("p").PublishJsonAsync("meter.read", """{"value":"broken"}"""u8.ToArray());

        (await test.In("p").WhyAsync(published.EventId))!.Subject.ShouldBeNull();
    }

    [Fact]
    public async Task Publish_WhileAnOutcomeWaitsForTheStore_IsToldThatItIsAway()
    {
        var away = false;
        HookedStore store = null!;
        var gate = new TaskCompletionSource<object?>();
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            builder.AddRule<MeterRead>("meters", rule => rule.OnEvent<MeterRead>().Then("file", run => new File(run.Input.Value)));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase())));
        });
        var failed = new TaskCompletionSource();
        store.BeforeCommit = (_, _) =>
        {
            if (away)
            {
                failed.TrySetResult();
                throw new StoreUnavailableException("away");
            }

            return Task.CompletedTask;
        };
        test.Fake((File _, StepContext _, CancellationToken _) => gate.Task);
        await test.In("p").PublishAsync(new MeterRead(1));
        away = true;
        gate.SetResult(null);
        await failed.Task;

        var publish = test.In("p").PublishAsync(new MeterRead(2));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!publish.IsCompleted && !patience.IsCancellationRequested)
        {
            test.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await Should.ThrowAsync<AutomationUnavailableException>(() => publish.WaitAsync(patience.Token));
        away = false;
    }

    [Fact]
    public async Task Options_BeyondWhatAClockCanCount_AreRefusedAtStart() =>
        (await Should.ThrowAsync<OptionsValidationException>(() => AutomationTest.StartAsync(builder => builder.Configure(options =>
        {
            options.DedupeWindow = TimeSpan.MaxValue;
            options.ShutdownTimeout = TimeSpan.MaxValue;
        })))).Failures.Count().ShouldBe(2);
}
