using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Breaking;

/// <summary>The one run that is let through, when the event that could start it is decided several times.</summary>
public sealed class BreakerTrialTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Another rule is busy, so that the store sends the event back. Fault: the run that is let through is spent on the first decision, and never starts while the other rule is busy.
    [Fact]
    public async Task Trial_OfAnEventThatIsDecidedAnew_IsNotSpent()
    {
        var fails = true;
        await using var test = await AutomationTest.StartAsync(
            automation => automation
                .AddRule<Order>("busy", rule => rule.OnEvent<Order>().Guard(new() { OnePerSubject = true, WhenBusy = WhenBusy.Skip }).Delay("rest", TimeSpan.FromDays(1)))
                .AddRule<Order>("broken", rule => rule.OnEvent<Order>().Guard(new() { BreakAfter = 1, BreakFor = TimeSpan.FromMinutes(10) }).Then("a", run => new Work(run.Input.Id))),
            cancellationToken: Token);
        test.Fake((Work _) =>
        {
            if (fails)
            {
                throw new StepFailedException("no", "no", retry: false);
            }
        });
        await PublishAsync(test);
        (await test.In("p").Rule("broken").FindBreakerAsync(Token))!.Until.ShouldNotBeNull();
        await test.AdvanceAsync(TimeSpan.FromMinutes(10), Token);

        fails = false;
        var verdicts = await PublishAsync(test);

        verdicts.ShouldBe([("busy", VerdictReason.Busy), ("broken", VerdictReason.Ran)]);
        (await test.In("p").Rule("broken").FindBreakerAsync(Token))!.Until.ShouldBeNull("The run that was let through succeeded.");
    }

    // Fault: what a rule took for its run stays taken when the store fails over the breaker of the next rule.
    [Fact]
    public async Task StoreThatFailsOverABreaker_CostsNoPlaces()
    {
        HookedStore store = null!;
        await using var test = await AutomationTest.StartAsync(
            automation =>
            {
                automation.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase())));
                automation.Configure(options => options.MaxConcurrentRuns = 2)
                    .AddRule<Order>("first", rule => rule.OnEvent<Order>().Then("a", run => new Work("first")))
                    .AddRule<Order>("next", rule => rule.OnEvent<Order>().Guard(new() { BreakAfter = 1, BreakFor = TimeSpan.FromMinutes(10) }).Then("a", run => new Work("next")));
            },
            cancellationToken: Token);
        test.Fake((Work work) =>
        {
            if (work.Id == "next")
            {
                throw new StepFailedException("no", "no", retry: false);
            }
        });
        await PublishAsync(test);
        await test.AdvanceAsync(TimeSpan.FromMinutes(10), Token);
        var before = test.Calls<Work>().Count;
        store.BeforeSaveBreaker = () => throw new StoreUnavailableException("It is away.");
        for (var @event = 0; @event < 4; @event++)
        {
            await Should.ThrowAsync<AutomationUnavailableException>(() => test.In("p").PublishAsync(new Order("1"), cancellationToken: Token));
        }

        store.BeforeSaveBreaker = null;
        await PublishAsync(test);

        test.Calls<Work>().Skip(before).ShouldContain(new Work("first"));
    }

    private static async Task<IEnumerable<(string Rule, VerdictReason Reason)>> PublishAsync(AutomationTest test)
    {
        var published = await test.In("p").PublishAsync(new Order("1"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        return published.Verdicts.Select(verdict => (verdict.Rule, verdict.Reason));
    }

    [Event("trial.order", Subject = nameof(Id))]
    public sealed record Order(string Id);

    [Action("trial.work")]
    public sealed record Work(string Id) : IAction;
}
