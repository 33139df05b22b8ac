using Automation.Testing;
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
        _clock.Advance(TimeSpan.FromSeconds(30));

        (await asked.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).ShouldBe("Europe/Berlin");
    }

    private sealed class Directory : IScopeDirectory
    {
        /// <summary>Null: no answer, whatever the token says.</summary>
        public string? Zone { get; set; }

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) =>
            Zone is { } zone ? Task.FromResult<string?>(zone) : new TaskCompletionSource<string?>().Task;
    }
}
