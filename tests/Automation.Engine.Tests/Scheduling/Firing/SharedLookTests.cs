using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Scheduling.Firing;

/// <summary>When the scopes are looked at for the schedules of shared rules, what is stored then, and who waits for it.</summary>
public sealed class SharedLookTests
{
    private const string Plain = """{ "name": "plain", "triggers": [ { "type": "manual" } ], "steps": [ { "id": "note", "type": "note", "config": { "due": "now" } } ] }""";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly Scopes _scopes = new();
    private readonly InMemoryDatabase _database = new();
    private readonly List<string> _stored = [];
    private HookedStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: each raise of the version stores every schedule anew, or asks the directory once per scope.
    [Fact]
    public async Task Save_OfARule_StoresTheSchedulesOfNoOther_AndOfOneWithoutSchedulesAsksNobody()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: Token);
        await test.SharedRules.SaveAsync(Rule("two", "07:00"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        _stored.ShouldBe(["a/one", "b/one", "a/two", "b/two"]);
        _scopes.Asked = 0;

        await test.SharedRules.SaveAsync(Plain, cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        _scopes.Asked.ShouldBe(0);

        await test.SharedRules.SaveAsync(Rule("two", "08:00"), cancellationToken: Token);
        await test.SharedRules.DisableAsync("one", cancellationToken: Token);
        await test.SharedRules.EnableAsync("one", cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        _stored[4..].ShouldBe(["a/two", "b/two", "a/one", "b/one"]);
    }

    // Fault: an import looks at the scopes once for each of its rules.
    [Fact]
    public async Task Import_LooksOnce()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: Token);
        await test.SharedRules.SaveAsync(Rule("two", "07:00"), cancellationToken: Token);
        var document = await test.SharedRules.ExportAsync(cancellationToken: Token);
        await test.SharedRules.DeleteAsync("one", Token);
        await test.SharedRules.DeleteAsync("two", Token);
        await test.RunUntilIdleAsync(Token);
        _stored.Clear();
        _scopes.Asked = 0;

        (await test.SharedRules.ImportAsync(document, cancellationToken: Token)).Select(import => import.Status).ShouldBe([RuleImportStatus.New, RuleImportStatus.New]);

        _stored.Order().ShouldBe(["a/one", "a/two", "b/one", "b/two"]);
        await test.RunUntilIdleAsync(Token);
        _scopes.Asked.ShouldBe(1);
        _stored.Count.ShouldBe(4);
    }

    // Fault: what was stored is forgotten when the directory fails once.
    [Fact]
    public async Task LookThatFailed_IsRepeated_AndStoresNothingTwice()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: Token);
        _scopes.Fault = new InvalidOperationException("Away.");
        await test.SharedRules.SaveAsync(Rule("two", "07:00"), cancellationToken: Token);
        _scopes.Fault = null;

        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);

        _stored.ShouldBe(["a/one", "b/one", "a/two", "b/two"]);
    }

    // Faults: whoever saves a rule waits for as long as the directory does; or its schedules never follow.
    [Fact]
    public async Task Save_WhileTheDirectoryDoesNotAnswer_IsAnsweredInHalfAMinute_AndTheSchedulesFollow()
    {
        await using var test = await StartAsync();
        var asked = _scopes.FallSilent();

        var save = test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: Token);
        await asked.WaitAsync(Soon, TimeProvider.System, Token);
        save.IsCompleted.ShouldBeFalse();
        test.Clock.Advance(TimeSpan.FromSeconds(30));

        (await save.WaitAsync(Soon, TimeProvider.System, Token)).Version.ShouldBe(1);
        _scopes.Answer();
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);
        _stored.ShouldBe(["a/one", "b/one"]);
    }

    // Fault: the token of whoever saves a rule stops nothing once it is stored.
    [Fact]
    public async Task Save_WhoseWaitingIsStopped_IsStored()
    {
        await using var test = await StartAsync();
        using var stop = new CancellationTokenSource();
        var asked = _scopes.FallSilent();

        var save = test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: stop.Token);
        await asked.WaitAsync(Soon, TimeProvider.System, Token);
        await stop.CancelAsync();

        (await save.WaitAsync(Soon, TimeProvider.System, Token)).Version.ShouldBe(1);
        _scopes.Answer();
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);
        _stored.Order().ShouldBe(["a/one", "b/one"]);
    }

    // Faults: a pass that looks until the rules stand still fires nothing meanwhile; or it fires nothing that it listed with a former version.
    [Fact]
    public async Task RulesThatChangeAllTheTime_HoldUpNothingThatIsDue()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        var (changes, seen) = (0, -1);
        _store.BeforeListDue = request => changes += request.Now >= FiringWorld.Start.AddHours(7) && changes < 20 ? Change(changes) : 0;
        _store.BeforeSaveShared = _ => changes += changes is > 0 and < 20 ? Change(changes) : 0;
        _store.BeforeCommit = (_, batch) =>
        {
            seen = seen < 0 && batch.Operations.Any(operation => operation is AcceptOperation { Advance: not null }) ? changes : seen;
            return Task.CompletedTask;
        };

        await test.AdvanceAsync(TimeSpan.FromHours(8), Token);

        changes.ShouldBe(20);
        seen.ShouldBe(1);
        test.Calls<Note>().ShouldNotBeEmpty();
    }

    // The directory does not answer about one scope. Faults: the others' schedules wait for it, at each look; the look is begun again and again meanwhile, or never heard of again.
    [Fact]
    public async Task ScopeThatTheDirectoryDoesNotAnswerAbout_HoldsUpNoOther()
    {
        await using var test = await StartAsync(options => options.PollInterval = TimeSpan.FromHours(1));
        var (fired, both) = (new TaskCompletionSource(), new TaskCompletionSource());
        test.Fake((Note _) =>
        {
            if (!fired.TrySetResult())
            {
                both.SetResult();
            }
        });
        await test.SharedRules.SaveAsync(Rule("one", "00:01"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        var asked = _scopes.FallSilent("b");

        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await asked.WaitAsync(Soon, TimeProvider.System, Token);
        fired.Task.IsCompleted.ShouldBeFalse();
        var looks = _scopes.Asked;
        test.Clock.Advance(TimeSpan.FromSeconds(5));

        await fired.Task.WaitAsync(Soon, TimeProvider.System, Token);
        _scopes.Asked.ShouldBe(looks);

        // The look goes on beside the pass, and the clock does not wait for it; the next one is due when it is over.
        var again = _scopes.WhenAskedAgain();
        _scopes.Answer();
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);
        await both.Task.WaitAsync(Soon, TimeProvider.System, Token);
        test.Calls<Note>().Count.ShouldBe(2);
        await again.WaitAsync(Soon, TimeProvider.System, Token);
        _scopes.Asked.ShouldBeGreaterThan(looks);
    }

    // Fault: where no interval makes passes, nobody asks again for a scope without stored schedules.
    [Fact]
    public async Task ScopeThatTheDirectoryWasSilentAbout_IsAskedForAgain_WithoutPollInterval()
    {
        await using var test = await StartAsync(options => options.PollInterval = Timeout.InfiniteTimeSpan);
        _scopes.Refused = "b";
        await test.SharedRules.SaveAsync(Rule("one", "07:00"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        _stored.ShouldBe(["a/one"]);

        _scopes.Refused = null;
        var stored = new TaskCompletionSource();
        _store.BeforeSaveShared = schedules => stored.TrySetResult();
        test.Clock.Advance(TimeSpan.FromSeconds(30));

        await stored.Task.WaitAsync(Soon, TimeProvider.System, Token);
    }

    // Fault: where no interval makes passes, a silent scope is given up after an hour, though a schedule of it is due.
    [Fact]
    public async Task ScopeWithAScheduleThatIsDue_IsAskedForUntilItIsSaid_WithoutPollInterval()
    {
        await using var test = await StartAsync(options => options.PollInterval = Timeout.InfiniteTimeSpan);
        await test.SharedRules.SaveAsync(Rule("one", "00:01"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        _scopes.Refused = "b";
        await test.RestartAsync(Token);
        var fired = new SemaphoreSlim(0);
        test.Fake((Note _) => fired.Release());
        await test.AdvanceAsync(TimeSpan.FromHours(3), Token);
        (await fired.WaitAsync(Soon, Token)).ShouldBeTrue();
        fired.CurrentCount.ShouldBe(0);

        _scopes.Refused = null;
        for (var minute = 0; minute < 6; minute++)
        {
            test.Clock.Advance(TimeSpan.FromMinutes(1));
            await test.RunUntilIdleAsync(Token);
        }

        (await fired.WaitAsync(Soon, Token)).ShouldBeTrue();
    }

    /// <summary>As another host would.</summary>
    private int Change(int count)
    {
        _ = _store.SaveRuleAsync(
            new RuleSave { Rule = new() { Scope = "*", Name = "busy", Version = 0, Hash = $"{count}", Enabled = true, Json = Rule("busy", $"09:{count:00}"), SavedAt = FiringWorld.Start } }, Token);
        return 1;
    }

    private static string Rule(string name, string at) => $$$"""
        { "name": "{{{name}}}", "triggers": [ { "type": "schedule", "config": { "daily": "{{{at}}}" } } ], "steps": [ { "id": "note", "type": "note", "config": { "due": "{{ input.due }}" } } ] }
        """;

    private async Task<AutomationTest> StartAsync(Action<AutomationOptions>? configure = null)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.AddHandler<NoteHandler>().Configure(configure ?? (_ => { }));
                builder.Services.AddSingleton<IScopeDirectory>(_scopes);
                builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => _store = new HookedStore(_database)));
            },
            FiringWorld.Start,
            Token);
        test.Fake((Note _) => { });
        _store.BeforeSaveShared = schedules => _stored.AddRange(schedules.Select(schedule => $"{schedule.Scope}/{schedule.Rule}"));
        return test;
    }

    private sealed class Scopes : IScopeDirectory
    {
        private TaskCompletionSource? _silence;
        private TaskCompletionSource? _asked;
        private TaskCompletionSource? _askedAgain;
        private string? _silent;
        private int _zonesAsked;

        /// <summary>How often the scopes were asked for.</summary>
        public int Asked { get; set; }

        public Exception? Fault { get; set; }

        /// <summary>The scope whose zone it throws about.</summary>
        public string? Refused { get; set; }

        /// <summary>No zone from here on, whatever the token says.</summary>
        /// <param name="scope">Of this scope; null for of none.</param>
        /// <returns>Ends when it was asked for this one, or for both.</returns>
        public Task FallSilent(string? scope = null)
        {
            (_silent, _zonesAsked) = (scope, 0);
            _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _asked.Task;
        }

        /// <summary>Ends when the scopes are asked for the next time.</summary>
        public Task WhenAskedAgain() => (_askedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Answer()
        {
            _silence!.SetResult();
            _silence = null;
        }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken)
        {
            Asked++;
            _askedAgain?.TrySetResult();
            return Fault is null ? Task.FromResult<IReadOnlyList<string>>(["a", "b"]) : throw Fault;
        }

        public async Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken)
        {
            if (_silence is { } silence && (_silent ?? scope) == scope)
            {
                if (Interlocked.Increment(ref _zonesAsked) == (_silent is null ? 2 : 1))
                {
                    _asked!.TrySetResult();
                }

                await silence.Task;
            }

            if (scope == Refused)
            {
                throw new InvalidOperationException("Not this one.");
            }

            return null;
        }
    }
}
