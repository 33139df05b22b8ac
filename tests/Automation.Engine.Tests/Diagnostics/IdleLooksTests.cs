using System.Collections.Concurrent;
using Automation.Engine.Tests.Running.Driving;
using Automation.Engine.Tests.Samples;
using Automation.Scheduling.Firing;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Diagnostics;

/// <summary>How often a host with the default intervals looks for what other hosts stored.</summary>
public sealed class IdleLooksTests
{
    private const string Runs = "runs";
    private const string Schedules = "schedules";
    private const string Series = "series";
    private const string Signals = "signals";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly InMemoryDatabase _database = new();
    private readonly ConcurrentQueue<(string Loop, DateTimeOffset At)> _looks = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AutomationTest? _test;
    private HookedStore _store = null!;
    private volatile bool _deaf;

    // Faults: the looks of one of the loops do not become rare; or rarer than dead hosts are looked for, which is every five seconds.
    [Fact]
    public async Task HostThatFindsNothing_LooksSeldom()
    {
        await using var test = await StartAsync();

        var looks = await LooksInAMinuteAsync(test);

        looks.Count(Runs).ShouldBeInRange(30, 36);
        looks.Count(Schedules).ShouldBe(12);
        looks.Count(Series).ShouldBe(12);
        looks.Count(Signals).ShouldBe(0);
    }

    // Fault: what a loop finds does not make its next look soon.
    [Fact]
    public async Task HostThatFindsSomething_LooksSoonAgain()
    {
        await using var test = await StartAsync(builder => builder
            .AddRule<AssetApproved>("waits", rule => rule.OnEvent<AssetApproved>().Guard(new() { Debounce = 10 * Minute }).Then("beat", run => new Beat(null!)))
            .AddRule<AssetApproved>("rests", rule => rule.OnEvent<AssetApproved>().Delay("rest", 10 * Minute).Then("beat", run => new Beat(null!)))
            .AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Every(10 * Minute)).Then("beat", run => new Beat(run.Input))));
        test.Fake((Beat _) => { });
        await test.In(FiringWorld.Home).PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await test.AdvanceAsync(10 * Minute - TimeSpan.FromTicks(1));
        test.Calls<Beat>().ShouldBeEmpty();
        _looks.Clear();

        await test.AdvanceAsync(TimeSpan.FromTicks(1));
        test.Calls<Beat>().Count.ShouldBe(3);
        var found = test.Clock.GetUtcNow();
        await test.AdvanceAsync(Second);

        foreach (var loop in new[] { Runs, Schedules, Series })
        {
            _looks.ShouldContain(look => look.Loop == loop && look.At > found, loop);
        }
    }

    // Faults: a host that hears of no other goes on resting; one that hears again does not rest.
    [Fact]
    public async Task HostThatHearsNoNewsAnyMore_LooksEverySecond_UntilItHearsAgain()
    {
        await using var test = await StartAsync();
        await test.AdvanceAsync(Minute + (3 * Second));
        _looks.Clear();

        _deaf = true;
        await _store.CutNewsAsync();
        await _cut.Task.WaitAsync(Minute, TimeProvider.System, TestContext.Current.CancellationToken);
        await test.AdvanceAsync(Second);
        foreach (var loop in new[] { Runs, Schedules, Series })
        {
            _looks.ShouldContain(look => look.Loop == loop, loop);
        }

        var looks = await LooksInAMinuteAsync(test);
        looks.Count(Runs).ShouldBeGreaterThanOrEqualTo(60);
        looks.Count(Schedules).ShouldBeGreaterThanOrEqualTo(59);
        looks.Count(Series).ShouldBeGreaterThanOrEqualTo(59);

        var hears = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.AfterHeard = () => hears.TrySetResult();
        _deaf = false;
        await test.AdvanceAsync(Minute);
        await hears.Task.WaitAsync(Minute, TimeProvider.System, TestContext.Current.CancellationToken);
        looks = await LooksInAMinuteAsync(test);
        looks.Count(Schedules).ShouldBe(12);
        looks.Count(Series).ShouldBe(12);
    }

    // Fault: what is heard wakes those alone that take up runs.
    [Fact]
    public async Task RuleThatAnotherHostSaves_IsLookedForWithinTheSecond()
    {
        await using var test = await StartAsync();
        await test.AdvanceAsync(Minute + (3 * Second));
        await using var other = new InMemoryStore(_database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        _looks.Clear();

        var rule = new StoredRule { Scope = "a", Name = "rule", Version = 1, Hash = "hash", Json = "{}", Enabled = true, Author = null, SavedAt = test.Clock.GetUtcNow() };
        (await other.SaveRuleAsync(new RuleSave { Rule = rule }, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        await test.RunUntilIdleAsync();
        await test.AdvanceAsync(Second);

        foreach (var loop in new[] { Runs, Schedules, Series })
        {
            _looks.ShouldContain(look => look.Loop == loop, loop);
        }
    }

    /// <summary>Those of a minute that comes after a quiet one.</summary>
    private async Task<Tally> LooksInAMinuteAsync(AutomationTest test)
    {
        await test.AdvanceAsync(Minute);
        _looks.Clear();
        await test.AdvanceAsync(Minute);
        return new Tally([.. _looks.Select(look => look.Loop)]);
    }

    private async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null)
    {
        _test = await AutomationTest.StartAsync(
            builder =>
            {
                var defaults = new AutomationOptions();
                builder.Configure(options =>
                {
                    (options.PollInterval, options.Heartbeat, options.Lease) = (defaults.PollInterval, defaults.Heartbeat, defaults.Lease);
                    options.Scopes.Add(FiringWorld.Home);
                });
                builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => _store = new HookedStore(_database)
                {
                    BeforeNextDue = () => Look(Runs),
                    BeforeListDue = _ => Look(Schedules),
                    BeforeListSeries = () => Look(Series),
                    BeforeListOwned = signalled => Look(signalled ? Signals : "audit"),
                    BeforeListen = _ =>
                    {
                        if (_deaf)
                        {
                            throw new StoreUnavailableException("No news.");
                        }
                    },
                }));
                configure?.Invoke(builder);
            },
            FiringWorld.Start);
        await _test.RunUntilIdleAsync();
        return _test;
    }

    private Task Look(string loop)
    {
        if (_test is { } test)
        {
            _looks.Enqueue((loop, test.Clock.GetUtcNow()));
        }

        if (_deaf && loop == Runs)
        {
            _cut.TrySetResult();
        }

        return Task.CompletedTask;
    }

    private sealed record Tally(string[] Loops)
    {
        public int Count(string loop) => Loops.Count(one => one == loop);
    }
}
