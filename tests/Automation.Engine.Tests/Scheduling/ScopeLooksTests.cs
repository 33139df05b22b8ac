using System.Collections.Concurrent;
using Automation.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Scheduling;

/// <summary>Who is asked for at a look at the scopes, and how long it waits.</summary>
public sealed class ScopeLooksTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private readonly ManualClock _clock = new();
    private readonly Directory _directory = new();
    private readonly ScopeZones _zones;

    public ScopeLooksTests() => _zones = new ScopeZones(_directory, _clock, NullLogger<ScopeZones>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: one scope that answers again has all others asked for again; who wants all asked anew is not heard.
    [Fact]
    public async Task Look_AfterASilentScopeHasAnswered_AsksForNoOther()
    {
        var answered = new SemaphoreSlim(0);
        _zones.Answered = () => answered.Release();
        _directory.Refused = NameOf(0);
        await LookAsync(100);

        _directory.Refused = null;
        _clock.Advance(TimeSpan.FromSeconds(30));
        (await answered.WaitAsync(Soon, Token)).ShouldBeTrue();
        (await LookAsync(100)).ShouldAllBe(answer => answer.Zone == "Europe/Berlin");
        _directory.Asked.ShouldAllBe(scope => scope.Value == (scope.Key == NameOf(0) ? 2 : 1));

        _zones.Expire();
        await LookAsync(100);
        _directory.Asked.ShouldAllBe(scope => scope.Value == (scope.Key == NameOf(0) ? 3 : 2));
        answered.CurrentCount.ShouldBe(0);
    }

    // Faults: a silent scope keeps its place until its patience ends; one that only waits for a place counts as silent.
    [Fact]
    public async Task Look_WithManySilentScopes_GivesTheirPlacesBack()
    {
        const int silent = 100;
        _directory.Silent = silent;

        var look = LookAsync(1000);
        for (var asked = 0; asked < silent; asked += ScopeZones.AtOnce)
        {
            await _directory.AskedInVainAsync(Math.Min(ScopeZones.AtOnce, silent - asked));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var answers = await look.WaitAsync(Soon, TimeProvider.System, Token);
        answers.Count.ShouldBe(1000);
        answers.Count(answer => answer.Zone is not null).ShouldBe(1000 - silent);
        Enumerable.Range(0, 1000).Count(scope => _zones.IsSilent(NameOf(scope))).ShouldBe(silent);
    }

    // Faults: each scope is asked about by itself, or once more by itself; one that the answer leaves out is not asked about; what was just said is asked for again.
    [Fact]
    public async Task Look_AtADirectoryThatSaysManyAtOnce_AsksOnceForAThousand_AndByItselfOnlyForThoseLeftOut()
    {
        _directory.Left = NameOf(17);
        _directory.SaysMany = true;

        (await LookAsync(2500)).Count(answer => answer.Zone == "Asia/Tokyo").ShouldBe(2499);

        _directory.AskedAtOnce.ShouldBe([1000, 1000, 500]);
        _directory.Asked.ShouldBe([new(NameOf(17), 1)]);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await LookAsync(2500);
        _directory.AskedAtOnce.Count.ShouldBe(3);

        // An event takes what the look was told, and asks for itself when that is old.
        (await _zones.FindAsync(NameOf(3))).ShouldBe("Asia/Tokyo");
        _clock.Advance(TimeSpan.FromSeconds(31));
        (await _zones.FindAsync(NameOf(3))).ShouldBe("Europe/Berlin");
        await LookAsync(2500);
        _directory.AskedAtOnce.ShouldBe([1000, 1000, 500, 999, 1000, 500]);
        _directory.Asked.Keys.Order().ShouldBe(new[] { NameOf(17), NameOf(3) }.Order());
    }

    // Faults: a directory that throws about many is asked about each of them; what it said before is forgotten.
    [Fact]
    public async Task Look_AtADirectoryThatThrowsAboutMany_Fails_AndAsksForNoneByItself()
    {
        _directory.SaysMany = true;
        await LookAsync(100);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _directory.FaultOfMany = new InvalidOperationException("The database is away.");

        (await Should.ThrowAsync<InvalidOperationException>(LookAsync(100))).Message.ShouldBe("The database is away.");

        _directory.Asked.ShouldBeEmpty();
        _directory.FaultOfMany = null;
        (await LookAsync(100)).ShouldAllBe(answer => answer.Zone == "Asia/Tokyo");
        _directory.AskedAtOnce.ShouldBe([100, 100, 100]);
    }

    // Fault: a directory that throws about one of many ends the look, each time, before those behind it are asked about.
    [Fact]
    public async Task Look_AtADirectoryThatThrowsAboutSome_AsksAboutTheOthers_AndFailsBehindThem()
    {
        _directory.SaysMany = true;
        _directory.ThrowsAbout = NameOf(3);
        var said = new List<string?>();

        var look = _zones.LookAsync(Enumerable.Range(0, 2500).Select(NameOf), answers =>
        {
            said.AddRange(answers.Select(answer => answer.Zone));
            return Task.FromResult(true);
        }, Token);

        (await Should.ThrowAsync<InvalidOperationException>(look)).Message.ShouldBe("Scope 3 is broken.");
        said.Count(zone => zone == "Asia/Tokyo").ShouldBe(1500);
        _directory.Asked.ShouldBeEmpty();
    }

    // Fault: an answer about many, which was asked for before, takes the place of one about the scope alone.
    [Fact]
    public async Task AnswerAboutMany_LeavesWhatWasSaidMeanwhile()
    {
        _directory.SaysMany = true;
        _directory.SilentAboutMany = true;
        var look = LookAsync(2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await _zones.FindAsync(NameOf(1))).ShouldBe("Europe/Berlin");

        _directory.Answer();

        (await look).Select(answer => answer.Zone).ShouldBe(["Asia/Tokyo", "Europe/Berlin"], ignoreOrder: true);
        (await _zones.FindAsync(NameOf(1))).ShouldBe("Europe/Berlin");
    }

    // Fault: the limits that came with many do not count.
    [Fact]
    public async Task LimitsOfMany_CountForEvents()
    {
        _directory.SaysMany = true;
        _directory.Limits = new ScopeLimits { MaxRunsPerScope = 7 };
        await LookAsync(2);

        (await _zones.BoundsAsync(NameOf(1), new AutomationOptions())).MaxRuns.ShouldBe(7);

        _directory.Asked.ShouldBeEmpty();
    }

    // Fault: whoever looks waits for ever.
    [Fact]
    public async Task Look_AtADirectoryThatDoesNotAnswerAboutMany_FailsAfterHalfAMinute()
    {
        _directory.SaysMany = true;
        _directory.SilentAboutMany = true;

        var look = LookAsync(100);
        _clock.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<TimeoutException>(look.WaitAsync(Soon, TimeProvider.System, Token))).Message.ShouldContain("what 100 scopes are");
    }

    // Fault: limits that nobody may have count, since they came with many others.
    [Fact]
    public async Task LimitsThatAreOutOfRange_AreNoAnswer_AlsoAmongMany()
    {
        _directory.SaysMany = true;
        _directory.Limits = new ScopeLimits { MaxRunsPerScope = 0 };

        (await LookAsync(3)).ShouldAllBe(answer => answer.Zone == "Europe/Berlin");

        _directory.Asked.Count.ShouldBe(3);
    }

    // Fault: a look that is left while it waits for an answer fails with a fault of its own.
    [Fact]
    public async Task Look_WhoseUserWantsNoMore_Ends()
    {
        _directory.Silent = 1;

        var look = _zones.LookAsync(Names(100), _ => Task.FromResult(false), Token);

        (await look.WaitAsync(Soon, TimeProvider.System, Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task Look_WhoseUserFails_SaysWhy()
    {
        _directory.Silent = 1;

        var look = _zones.LookAsync(Names(100), _ => throw new InvalidOperationException("The store is away."), Token);

        (await Should.ThrowAsync<InvalidOperationException>(look.WaitAsync(Soon, TimeProvider.System, Token))).Message.ShouldBe("The store is away.");
    }

    // Fault: the end of a patience marks a scope that has answered.
    [Fact]
    public async Task ScopeThatAnswersLate_IsNotSilent()
    {
        _directory.Silent = 1;
        var answered = new TaskCompletionSource();
        _zones.Answered = answered.SetResult;

        var look = LookAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await look.WaitAsync(Soon, TimeProvider.System, Token)).ShouldBe([(NameOf(0), null)]);
        _zones.IsSilent(NameOf(0)).ShouldBeTrue();
        _directory.Answer();
        await answered.Task.WaitAsync(Soon, TimeProvider.System, Token);
        _clock.Advance(TimeSpan.FromSeconds(30));

        _zones.IsSilent(NameOf(0)).ShouldBeFalse();
        (await LookAsync(1)).ShouldBe([(NameOf(0), "Europe/Berlin")]);
        _directory.Asked[NameOf(0)].ShouldBe(1);
    }

    // Faults: a scope that is gone is asked for, for ever; a silent one that is wanted is given up; one that is wanted again is not asked for.
    [Fact]
    public async Task SilentScope_IsLeftAlone_WhenNobodyWantedItForAnHour()
    {
        _directory.Refused = NameOf(0);
        await LookAsync(2);
        _clock.Advance(TimeSpan.FromMinutes(50));
        await LookAsync(2);
        var asked = _directory.Asked[NameOf(0)];
        _clock.Advance(TimeSpan.FromMinutes(50));
        _directory.Asked[NameOf(0)].ShouldBeGreaterThan(asked);
        _zones.IsSilent(NameOf(0)).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(15));
        asked = _directory.Asked[NameOf(0)];
        _clock.Advance(TimeSpan.FromHours(5));
        _directory.Asked[NameOf(0)].ShouldBe(asked);

        _directory.Refused = null;
        (await LookAsync(1)).ShouldBe([(NameOf(0), "Europe/Berlin")]);
    }

    // Faults: one that throws rests no longer each time; it is never asked for again.
    [Fact]
    public async Task SilentScope_IsAskedForLaterEachTime()
    {
        _directory.Refused = NameOf(0);
        await LookAsync(1);
        var asked = new List<int>();
        for (var minutes = 0.5; minutes <= 18; minutes += 0.5)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            asked.Add(_directory.Asked[NameOf(0)]);
        }

        // After 30 s, a minute, two, four, and five from then on.
        asked.Index().Where(one => one.Index == 0 || asked[one.Index - 1] < one.Item).Select(one => (one.Index + 1) / 2.0).ShouldBe([0.5, 1.5, 3.5, 7.5, 12.5, 17.5]);
    }

    // Fault: an event that is refused while the scope rests has it rest longer.
    [Fact]
    public async Task Events_OfAScopeThatWasNeverSaid_AskEachTime_AndDoNotPutOffItsLoop()
    {
        _directory.Refused = NameOf(0);
        for (var tries = 0; tries < 10; tries++)
        {
            await Should.ThrowAsync<AutomationUnavailableException>(async () => await _zones.FindAsync(NameOf(0)));
        }

        _directory.Asked[NameOf(0)].ShouldBe(10);
        _clock.Advance(TimeSpan.FromSeconds(30));
        _directory.Asked[NameOf(0)].ShouldBe(11);
    }

    private static string NameOf(int scope) => $"{scope}";

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(NameOf);

    private async Task<List<(string Scope, string? Zone)>> LookAsync(int count)
    {
        var all = new List<(string Scope, string? Zone)>();
        await _zones.LookAsync(
            Names(count),
            answers =>
            {
                all.AddRange(answers);
                return Task.FromResult(true);
            },
            Token);
        return all;
    }

    private sealed class Directory : IScopeDirectory
    {
        private readonly TaskCompletionSource _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _askedInVain = new(0);

        /// <summary>How often each scope was asked for.</summary>
        public ConcurrentDictionary<string, int> Asked { get; } = new();

        /// <summary>So many first scopes get no answer.</summary>
        public int Silent { get; set; }

        /// <summary>The scope that it throws about.</summary>
        public string? Refused { get; set; }

        /// <summary>Whether it answers for many at once, with another zone than for one.</summary>
        public bool SaysMany { get; set; }

        /// <summary>About how many it was asked at once, each time.</summary>
        public List<int> AskedAtOnce { get; } = [];

        /// <summary>The scope that it leaves out of such answers.</summary>
        public string? Left { get; set; }

        /// <summary>What it throws about many.</summary>
        public Exception? FaultOfMany { get; set; }

        /// <summary>The scope that it throws about when it is among many.</summary>
        public string? ThrowsAbout { get; set; }

        /// <summary>Whether it never answers about many.</summary>
        public bool SilentAboutMany { get; set; }

        /// <summary>The limits that it says of each of many.</summary>
        public ScopeLimits? Limits { get; set; }

        public async Task<IReadOnlyDictionary<string, ScopeDetails>?> FindScopesAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
        {
            if (!SaysMany)
            {
                return null;
            }

            AskedAtOnce.Add(scopes.Count);
            if (SilentAboutMany)
            {
                await _silence.Task;
            }

            return FaultOfMany is { } fault ? throw fault
                : ThrowsAbout is { } broken && scopes.Contains(broken) ? throw new InvalidOperationException("Scope 3 is broken.")
                : scopes.Where(scope => scope != Left).ToDictionary(scope => scope, _ => new ScopeDetails { TimeZone = "Asia/Tokyo", Limits = Limits });
        }

        public Task<ScopeLimits?> FindLimitsAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<ScopeLimits?>(null);

        public void Answer() => _silence.SetResult();

        /// <summary>Ends when so many more silent scopes were asked for.</summary>
        public async Task AskedInVainAsync(int count)
        {
            for (; count > 0; count--)
            {
                (await _askedInVain.WaitAsync(Soon, Token)).ShouldBeTrue();
            }
        }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public async Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken)
        {
            Asked.AddOrUpdate(scope, 1, static (_, count) => count + 1);
            if (int.Parse(scope, System.Globalization.CultureInfo.InvariantCulture) < Silent)
            {
                _askedInVain.Release();
                await _silence.Task;
            }

            return scope == Refused ? throw new InvalidOperationException("Not this one.") : "Europe/Berlin";
        }
    }
}
