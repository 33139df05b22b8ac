using Automation.Engine.Tests.Hosting;
using Automation.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Scheduling;

/// <summary>The zones of scopes, when the host's directory does not answer.</summary>
public sealed class ScopeZonesTests
{
    private readonly ManualClock _clock = new();
    private readonly Directory _directory = new();

    // Fault: whoever publishes waits for as long as the directory does.
    [Fact]
    public async Task DirectoryThatNeverAnswers_HoldsUpEventsForHalfAMinute()
    {
        var zones = new ScopeZones(_directory, _clock, NullLogger<ScopeZones>.Instance);

        var asked = zones.FindAsync("p").AsTask();
        _clock.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<AutomationUnavailableException>(asked.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System))).Message.ShouldContain("scope 'p'");
    }

    [Fact]
    public async Task DirectoryThatNeverAnswersAgain_LeavesTheZoneItSaid()
    {
        var zones = new ScopeZones(_directory, _clock, NullLogger<ScopeZones>.Instance);
        _directory.Zone = "Europe/Berlin";
        await zones.FindAsync("p");
        _directory.Zone = null;
        _clock.Advance(TimeSpan.FromMinutes(1));

        var asked = zones.FindAsync("p").AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await asked.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).ShouldBe("Europe/Berlin");
    }

    // Faults: budgets are reckoned in UTC and nobody hears of it; or everybody hears of it once a minute.
    [Fact]
    public async Task ZoneThatNobodyKnows_IsWarnedOfOnce_PerScopeAndZone()
    {
        var log = new RecordingLog();
        var zones = new ScopeZones(_directory, _clock, new LoggerFactory([log]).CreateLogger<ScopeZones>());
        foreach (var zone in (string[])["Mars/Olympus", "Mars/Olympus", "Mars/Tharsis", "Europe/Berlin"])
        {
            _directory.Zone = zone;
            await zones.FindAsync("p");
            await zones.FindAsync("p");
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        log.Lines.ShouldBe([
            "The host's scope directory says that scope 'p' is in the time zone 'Mars/Olympus', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.",
            "The host's scope directory says that scope 'p' is in the time zone 'Mars/Tharsis', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.",
        ]);
    }

    // Fault: one scope's zone, or the list, holds up the schedules of all for as long as the directory likes.
    [Fact]
    public async Task DirectoryThatNeverAnswers_HoldsUpSchedulesForHalfAMinute()
    {
        var finder = new ScheduleFinder(null!, _directory, _clock);

        var zone = finder.ZoneOfAsync("p", CancellationToken.None);
        var scopes = finder.ListScopesAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<TimeoutException>(zone.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System))).Message.ShouldBe(
            "The host's IScopeDirectory did not say the time zone of scope 'p' within 30 seconds.");
        (await Should.ThrowAsync<TimeoutException>(scopes.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System))).Message.ShouldBe(
            "The host's IScopeDirectory did not list the scopes within 30 seconds.");
    }

    private sealed class Directory : IScopeDirectory
    {
        /// <summary>Null: no answer, whatever the token says.</summary>
        public string? Zone { get; set; }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => new TaskCompletionSource<IReadOnlyList<string>>().Task;

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) =>
            Zone is { } zone ? Task.FromResult<string?>(zone) : new TaskCompletionSource<string?>().Task;
    }
}
