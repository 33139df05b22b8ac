using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Automation.Diagnostics;
using Automation.Engine.Tests.Running.Driving;
using Automation.Scheduling;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Retention;

/// <summary>The pass itself: over all scopes, and counted.</summary>
public sealed class RetentionPassTests
{
    private readonly ManualClock _clock = new();
    private readonly InMemoryDatabase _database = new();
    private readonly InMemoryStore _store;
    private readonly AutomationOptions _options = new();

    public RetentionPassTests() => _store = new(_database);

    // Fault: only the first page of scopes.
    [Fact]
    public async Task Pass_GoesOverAllScopes_AndForgetsKeys()
    {
        await _store.OpenAsync(default);
        for (var scope = 0; scope < 450; scope++)
        {
            await PublishAsync($"scope-{scope}");
        }

        _clock.Advance(TimeSpan.FromDays(31));
        using var diagnostics = new AutomationDiagnostics();
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = Listen(counted);

        (await Pass(diagnostics).RunOnceAsync(default)).Events.ShouldBe(450);

        (await _store.ListScopesAsync(null, 10, default)).ShouldBeEmpty();
        counted.GetValueOrDefault("event").ShouldBeGreaterThanOrEqualTo(450);
        counted.GetValueOrDefault("key").ShouldBeGreaterThanOrEqualTo(450);
    }

    // Fault: a scope with much to delete is emptied before the next one is begun, or begun anew each time.
    [Fact]
    public async Task ScopeWithMuchToDelete_HoldsUpNoOther()
    {
        var (asked, left) = (new List<string>(), 25);
        var store = new HookedStore(_database) { AnswerPurge = Answer };
        await _store.OpenAsync(default);
        await store.OpenAsync(default);
        foreach (var scope in new[] { "a", "b", "c" })
        {
            await PublishAsync(scope);
        }

        using var diagnostics = new AutomationDiagnostics();
        (await Pass(diagnostics, store).RunOnceAsync(default)).Events.ShouldBe(27);

        asked.Count.ShouldBe(27);
        asked.IndexOf("b").ShouldBe(10);
        asked.IndexOf("c").ShouldBe(11);

        PurgeChunk Answer(PurgeRequest request)
        {
            request.After.ShouldBe(request.Scope == "a" && left < 25 ? CursorOf(left) : null);
            asked.Add(request.Scope);
            var more = request.Scope == "a" && --left > 0;
            return new PurgeChunk(new PurgeResult { Events = 1 }, more ? CursorOf(left) : null, IsDone: !more);
        }

        PurgeCursor CursorOf(int position) => new("t", new AutomationEventId(new Guid(position, 0, 0, new byte[8])));
    }

    [Fact]
    public async Task Pass_WithoutAges_DeletesNothingButKeys()
    {
        await _store.OpenAsync(default);
        await PublishAsync("project-1");
        _clock.Advance(TimeSpan.FromDays(3000));
        _options.Retention.Succeeded = _options.Retention.Failed = _options.Retention.Cancelled = _options.Retention.Events = null;
        using var diagnostics = new AutomationDiagnostics();

        (await Pass(diagnostics).RunOnceAsync(default)).ShouldBe(new PurgeResult());

        (await _store.ListScopesAsync(null, 10, default)).ShouldBe(["project-1"]);
    }

    private RetentionPass Pass(AutomationDiagnostics diagnostics, IAutomationStore? store = null) => new(
        store ?? _store, new Purger(store ?? _store, new ScopeZones(new OptionsScopeDirectory(_options), _clock, NullLogger<ScopeZones>.Instance), _options, _clock, diagnostics), () => true, _clock, new ActivityTracker(), new LoopState("Deleting", _options.Retention.Interval, _clock), _options, NullLogger<RetentionPass>.Instance);

    private Task PublishAsync(string scope)
    {
        var id = new AutomationEventId(IdTime.Least(_clock.GetUtcNow()) is var least ? new Guid([.. least.ToByteArray(bigEndian: true)[..8], .. Guid.NewGuid().ToByteArray()[..8]], bigEndian: true) : default);
        var @event = new EventRecord { Id = id, Scope = scope, Type = "t", Payload = "{}"u8.ToArray(), At = _clock.GetUtcNow(), Root = id };
        var accept = new AcceptOperation { Scope = scope, Event = @event, Runs = [], Dedupe = new DedupeKey("event", new byte[32], new byte[32], default) };
        return _store.CommitAsync(new CommitBatch { Now = _clock.GetUtcNow(), Operations = [accept] }, default);
    }

    private static MeterListener Listen(ConcurrentDictionary<string, long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "automation.retention.deleted")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            counted.AddOrUpdate((string)tags.ToArray().Single(tag => tag.Key == "kind").Value!, count, (_, before) => before + count));
        listener.Start();
        return listener;
    }
}
