using System.Collections.Concurrent;
using System.Globalization;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>Many scopes, and a directory that does not answer about some of them: the others' schedules do not hear of it.</summary>
public sealed class SilentScopesTests
{
    private const int Scopes = 1000;
    private const int Silent = 10;
    private const string EachMinute = """
        { "name": "minute", "triggers": [ { "type": "schedule", "config": { "cron": "* * * * *" } } ], "steps": [ { "id": "note", "type": "note", "config": { "due": "{{ input.due }}" } } ] }
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);
    private readonly Tenants _tenants = new();
    private readonly ConcurrentQueue<(string Scope, TimeSpan Late)> _fired = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: who saves the rule, the look or a pass waits for the silent ones one after the other, or again and again; they are asked for at each pass; or all scopes at once.
    [Fact]
    public async Task SharedRule_FiresOnTimeInTheOthers()
    {
        await using var test = await StartAsync();
        await test.RunUntilIdleAsync(Token);
        _tenants.ListsAll = true;
        var asked = _tenants.FallSilent();

        var save = test.SharedRules.SaveAsync(EachMinute, cancellationToken: Token);
        await asked.WaitAsync(Soon, TimeProvider.System, Token);
        test.Clock.Advance(TimeSpan.FromSeconds(30));
        await save.WaitAsync(Soon, TimeProvider.System, Token);

        await OthersFireOnTimeAsync(test);
    }

    // Fault: a host that starts fires nothing until it has asked for each scope, silent or not.
    [Fact]
    public async Task RulesOfScopes_FireOnTimeInTheOthers_AfterAStart()
    {
        await using var test = await StartAsync();
        for (var scope = 0; scope < Scopes; scope++)
        {
            await test.In(Tenants.NameOf(scope)).Rules.SaveAsync(EachMinute, cancellationToken: Token);
        }

        var asked = _tenants.FallSilent();
        await test.RestartAsync(Token);
        await asked.WaitAsync(Soon, TimeProvider.System, Token);
        test.Clock.Advance(TimeSpan.FromSeconds(5));
        test.Clock.Advance(TimeSpan.FromSeconds(25));

        await OthersFireOnTimeAsync(test);
    }

    // Fault: what is known of the scope counts for nothing while the directory is silent about it.
    [Fact]
    public async Task ScopesThatItAnsweredAboutBefore_FireByThatAnswer()
    {
        await using var test = await StartAsync();
        _tenants.ListsAll = true;
        await test.SharedRules.SaveAsync(EachMinute, cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        var asked = _tenants.FallSilent();

        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await asked.WaitAsync(Soon, TimeProvider.System, Token);
        test.Clock.Advance(TimeSpan.FromSeconds(30));
        await test.RunUntilIdleAsync(Token);
        await test.AdvanceToAsync(FiringWorld.Start.AddMinutes(5), Token);

        _fired.GroupBy(one => one.Scope).Select(scope => scope.Count()).ShouldAllBe(count => count == 5);
        _fired.Select(one => one.Scope).Distinct().Count().ShouldBe(Scopes);
    }

    /// <summary>Half a minute has gone, in which the directory was silent about ten scopes.</summary>
    private async Task OthersFireOnTimeAsync(AutomationTest test)
    {
        await test.AdvanceToAsync(FiringWorld.Start.AddMinutes(10), Token);
        _fired.Count.ShouldBe(10 * (Scopes - Silent));
        _fired.ShouldAllBe(one => one.Late == TimeSpan.Zero);
        _tenants.MostAtOnce.ShouldBeInRange(2, ScopeZones.AtOnce + Silent);
        _tenants.AskedSince.ShouldBeInRange(1, 6);

        // From then on it answers, and is asked again within minutes. The clock does not wait for questions that go on beside, so it may have run ahead of the first ones.
        _tenants.Answer();
        for (var minute = 11; minute <= 60 && _fired.Select(one => one.Scope).Distinct().Count() < Scopes; minute++)
        {
            await test.AdvanceToAsync(FiringWorld.Start.AddMinutes(minute), Token);
        }

        _fired.Select(one => one.Scope).Distinct().Count().ShouldBe(Scopes);
    }

    private async Task<AutomationTest> StartAsync()
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Configure(options => options.PollInterval = TimeSpan.FromHours(1)).AddHandler<NoteHandler>();
                builder.Services.AddSingleton<IScopeDirectory>(_tenants);
            },
            FiringWorld.Start,
            Token);
        test.Fake<Note>((note, context, _) =>
        {
            _fired.Enqueue((context.Scope, test.Clock.GetUtcNow() - DateTimeOffset.Parse(note.Due, CultureInfo.InvariantCulture)));
            return Task.FromResult<object?>(null);
        });
        return test;
    }

    private sealed class Tenants : IScopeDirectory
    {
        private TaskCompletionSource? _silence;
        private TaskCompletionSource? _allAsked;
        private readonly ConcurrentDictionary<string, bool> _heard = new();
        private int _now;
        private int _most;
        private int _askedOfFirst;

        public bool ListsAll { get; set; }

        /// <summary>How many scopes were asked for side by side at most.</summary>
        public int MostAtOnce => _most;

        /// <summary>How often the first silent scope was asked for since it is silent.</summary>
        public int AskedSince => _askedOfFirst;

        public static string NameOf(int scope) => $"tenant-{scope}";

        /// <summary>No answer about the first scopes from here on, whatever the token says.</summary>
        /// <returns>Ends when all of them were asked for, and all others were answered about: no question about those is under way when the clock moves.</returns>
        public Task FallSilent()
        {
            _heard.Clear();
            _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _allAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _allAsked.Task;
        }

        public void Answer()
        {
            _silence!.SetResult();
            _silence = null;
        }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>(ListsAll ? [.. Enumerable.Range(0, Scopes).Select(NameOf)] : []);

        public async Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _now);
            for (var most = Volatile.Read(ref _most); now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = Volatile.Read(ref _most))
            {
                // Somebody else counted further.
            }

            try
            {
                if (_silence is { } silence && int.Parse(scope[(scope.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture) < Silent)
                {
                    _askedOfFirst += scope == NameOf(0) ? 1 : 0;
                    Heard(scope);
                    await silence.Task.WaitAsync(cancellationToken);
                }

                if (_silence is not null)
                {
                    // Questions overlap. From the end of the silence on each is answered before the clock moves, which does not wait for those that are asked beside the pass.
                    await Task.Yield();
                }

                Heard(scope);
                return "Europe/Berlin";
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }

        private void Heard(string scope)
        {
            if (_silence is not null && _heard.TryAdd(scope, true) && _heard.Count == Scopes)
            {
                _allAsked!.TrySetResult();
            }
        }
    }
}
