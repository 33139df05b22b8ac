using Automation.Engine.Tests.Running.Driving;
using Automation.Ids;
using Automation.Running.Leases;
using Automation.Storage;
using Automation.Testing;

namespace Automation.Engine.Tests.Running.Leases;

/// <summary>The engine's instants follow the store's clock where there is one.</summary>
public sealed class StoreClockTests
{
    private readonly ManualClock _host = new();
    private readonly HookedStore _store = new(new InMemoryDatabase());
    private readonly StoreClock _clock;

    public StoreClockTests()
    {
        _clock = new StoreClock(_host);
    }

    private DateTimeOffset Host => _host.GetUtcNow();

    [Fact]
    public async Task Now_WithoutAStoreClock_IsTheHosts()
    {
        _store.ReadClock = () => null;
        await _clock.CorrectAsync(_store, default);

        _clock.GetUtcNow().ShouldBe(Host);
    }

    [Fact]
    public async Task Now_AfterAReading_IsTheStores_AndGoesOnByTheMonotonicClock()
    {
        var start = Host;
        _store.ReadClock = () => start.AddHours(1);
        await _clock.CorrectAsync(_store, default);
        _host.Advance(TimeSpan.FromMinutes(5));

        _clock.GetUtcNow().ShouldBe(start.AddHours(1).AddMinutes(5));
    }

    [Fact]
    public async Task Reading_IsTakenToBeFromHalfWayBetweenQuestionAndAnswer()
    {
        var start = Host;
        _store.ReadClock = () =>
        {
            _host.Advance(TimeSpan.FromMilliseconds(400));
            return start.AddHours(1);
        };
        await _clock.CorrectAsync(_store, default);

        _clock.GetUtcNow().ShouldBe(start.AddHours(1).AddMilliseconds(200));
    }

    [Fact]
    public async Task Reading_ThatTookLong_DoesNotReplaceABetterOne()
    {
        _store.ReadClock = () => Host;
        await _clock.CorrectAsync(_store, default);
        _store.ReadClock = () =>
        {
            _host.Advance(TimeSpan.FromSeconds(20));
            return Host;
        };
        await _clock.CorrectAsync(_store, default);

        _clock.GetUtcNow().ShouldBe(Host);
    }

    [Fact]
    public async Task Ids_RiseAcrossACorrectionBackwards()
    {
        _store.ReadClock = () => Host.AddHours(1);
        await _clock.CorrectAsync(_store, default);
        var ids = new IdGenerator(_clock);
        var before = new RunId(ids.Next());
        _store.ReadClock = () => Host;
        await _clock.CorrectAsync(_store, default);

        new RunId(ids.Next()).ShouldBeGreaterThan(before);
    }
}
