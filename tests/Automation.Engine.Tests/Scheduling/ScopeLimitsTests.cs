using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling;

/// <summary>What the host says of one scope counts there in place of what it says for all.</summary>
/// <remarks>Planted faults: the options counted in every scope; the directory's limits counted in every scope; limits asked for with every event.</remarks>
public sealed class ScopeLimitsTests
{
    private readonly Plans _plans = new();

    [Event("plan.asked", Subject = nameof(Id))]
    public sealed record Asked(string Id);

    [Action("plan.work", Cost = 10)]
    public sealed record Work(string Id) : IAction;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MaxRuns_AreThoseOfTheScope_AndALowerNumberStopsStarts()
    {
        _plans.Large = new ScopeLimits { MaxRunsPerScope = 2 };
        await using var test = await StartAsync(options => options.MaxRunsPerScope = 1, rule => rule.Delay("rest", TimeSpan.FromSeconds(20)).Then("work", run => new Work(run.Input.Id)));

        (await BlockedAsync(test, "large", 3)).ShouldBe(1);
        (await BlockedAsync(test, "small", 3)).ShouldBe(2);

        await test.AdvanceAsync(TimeSpan.FromMinutes(2));
        _plans.Large = null;
        await test.In("large").PublishAsync(new Asked("renews what is known"), cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await BlockedAsync(test, "large", 3)).ShouldBe(2);
    }

    [Fact]
    public async Task Budget_IsThatOfTheScope_AndTheVerdictSaysWhose()
    {
        _plans.Large = new ScopeLimits { BudgetPerScope = 20, BudgetPerScopePeriod = BudgetPeriod.Day };
        await using var test = await StartAsync(options => options.BudgetPerScope = 10, rule => rule.Then("work", run => new Work(run.Input.Id)));

        var large = await ReasonsAsync(test, "large", 3);
        var small = await ReasonsAsync(test, "small", 2);

        large.Select(verdict => verdict.Reason).ShouldBe([VerdictReason.Ran, VerdictReason.Ran, VerdictReason.OverBudget]);
        large[2].Detail!.ShouldContain("of the budget of the scope, 20 for 2030-01-01 (ScopeLimits.BudgetPerScope)");
        small.Select(verdict => verdict.Reason).ShouldBe([VerdictReason.Ran, VerdictReason.OverBudget]);
        small[1].Detail!.ShouldContain("of the budget of the scope, 10 for 2030-01 (AutomationOptions.BudgetPerScope)");
        (await test.In("large").ListBudgetsAsync(Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            budget => (budget.Amount, budget.Period).ShouldBe((20, BudgetPeriod.Day)));
        (await test.In("large").Rule("plan").PreviewAsync(new PreviewInput.Event("plan.asked", System.Text.Json.JsonElement.Parse("""{ "id": "1" }""")), Token)).WouldRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Chain_EndsWhereTheScopeSays()
    {
        _plans.Large = new ScopeLimits { MaxChainDepth = 5 };
        await using var test = await StartAsync(options => options.MaxChainDepth = 1, rule => rule.Do("again", (run, context, token) => context.PublishAsync(run.Input, cancellationToken: token)));

        foreach (var (scope, runs, option) in new[] { ("large", 6, "ScopeLimits.MaxChainDepth allows 5."), ("small", 2, "AutomationOptions.MaxChainDepth allows 1.") })
        {
            await test.In(scope).PublishAsync(new Asked("1"), cancellationToken: Token);
            await test.RunUntilIdleAsync(Token);

            (await test.In(scope).ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(runs);
            (await test.In(scope).ListEventsAsync(cancellationToken: Token)).Items[0].Verdicts.ShouldHaveSingleItem().Detail!.ShouldEndWith(option);
        }
    }

    [Fact]
    public async Task RunsOfOneEvent_AreAsManyAsTheScopeSays()
    {
        _plans.Large = new ScopeLimits { MaxRunsPerRoot = 3 };
        await using var test = await StartAsync(options => options.MaxRunsPerRoot = 2, rule => rule.Do("again", async (run, context, token) =>
        {
            for (var number = 0; number < 3 && run.Input.Id == "first"; number++)
            {
                await context.PublishAsync(new Asked("then"), cancellationToken: token);
            }
        }));

        foreach (var (scope, runs) in new[] { ("large", 3), ("small", 2) })
        {
            await test.In(scope).PublishAsync(new Asked("first"), cancellationToken: Token);
            await test.RunUntilIdleAsync(Token);

            (await test.In(scope).ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(runs);
        }
    }

    [Fact]
    public async Task History_IsKeptAsLongAsTheScopeSays()
    {
        _plans.Large = new ScopeLimits { Retention = new PurgeOptions { Succeeded = null, Events = TimeSpan.FromDays(400) } };
        await using var test = await StartAsync(options => options.Retention.Interval = TimeSpan.FromHours(6), rule => rule.Then("work", run => new Work(run.Input.Id)));
        foreach (var scope in new[] { "large", "small" })
        {
            await test.In(scope).PublishAsync(new Asked("1"), cancellationToken: Token);
        }

        await test.AdvanceAsync(TimeSpan.FromDays(31));

        (await test.In("large").ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(1);
        (await test.In("small").ListRunsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        (await test.In("large").PurgeAsync(cancellationToken: Token)).Succeeded.ShouldBe(0);
    }

    // Fault: a wrong number is taken as it is, or as none at all.
    [Fact]
    public async Task LimitOutOfRange_IsNoAnswer()
    {
        _plans.Large = new ScopeLimits { MaxRunsPerScope = 0 };
        await using var test = await StartAsync(_ => { }, rule => rule.Then("work", run => new Work(run.Input.Id)));

        var refused = await Should.ThrowAsync<AutomationUnavailableException>(() => test.In("large").PublishAsync(new Asked("1"), cancellationToken: Token));

        refused.Message.ShouldBe("The host's IScopeDirectory did not say the time zone and the limits of scope 'large'; nothing was stored. Ask again with the same key.");
        refused.InnerException!.Message.ShouldBe("ScopeLimits.MaxRunsPerScope of scope 'large' is 0; 1 or more is allowed, or null for what AutomationOptions says.");
        (await test.In("small").PublishAsync(new Asked("1"), cancellationToken: Token)).Verdicts.Single().Reason.ShouldBe(VerdictReason.Ran);
    }

    [Fact]
    public async Task Directory_IsAskedOnceAMinute()
    {
        await using var test = await StartAsync(_ => { }, rule => rule.Then("work", run => new Work(run.Input.Id)));

        await ReasonsAsync(test, "large", 10);
        _plans.Questions.ShouldBe(1);
        await test.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ReasonsAsync(test, "large", 10);
        _plans.Questions.ShouldBe(2);
    }

    private static async Task<int> BlockedAsync(AutomationTest test, string scope, int events)
    {
        var before = (await test.In(scope).ListRunsAsync(new() { Limit = 200 }, Token)).Items.Select(run => run.Id).ToHashSet();
        await ReasonsAsync(test, scope, events);
        return (await test.In(scope).ListRunsAsync(new() { Limit = 200 }, Token)).Items.Count(run => run.Status == RunStatus.Blocked && !before.Contains(run.Id));
    }

    private static async Task<List<Verdict>> ReasonsAsync(AutomationTest test, string scope, int events)
    {
        var verdicts = new List<Verdict>();
        for (var number = 0; number < events; number++)
        {
            verdicts.Add((await test.In(scope).PublishAsync(new Asked($"{number}"), cancellationToken: Token)).Verdicts.Single());
            await test.RunUntilIdleAsync(Token);
        }

        return verdicts;
    }

    private async Task<AutomationTest> StartAsync(Action<AutomationOptions> configure, Func<Block<Asked>, Block<Asked>> define)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IScopeDirectory>(_plans);
                builder.Configure(configure).AddRule<Asked>("plan", rule => define(rule.OnEvent<Asked>()));
            },
            cancellationToken: Token);
        test.Fake((Work _) => { });
        return test;
    }

    private sealed class Plans : IScopeDirectory
    {
        public ScopeLimits? Large { get; set; }

        public int Questions { get; private set; }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["large", "small"]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task<ScopeLimits?> FindLimitsAsync(string scope, CancellationToken cancellationToken)
        {
            Questions++;
            return Task.FromResult(scope == "large" ? Large : null);
        }
    }
}
