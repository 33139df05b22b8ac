using Automation.Running.Leases;
using Automation.Testing;

namespace Automation.Engine.Tests.Running.Leases;

/// <summary>A node stops in time, whatever the store says later.</summary>
public sealed class LeaseWatchTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly LeaseWatch _watch;

    public LeaseWatchTests()
    {
        _watch = new LeaseWatch(_clock);
    }

    [Fact]
    public void Held_BeforeTheFirstRenewal_IsFalse() => _watch.IsHeld.ShouldBeFalse();

    [Fact]
    public void Held_EndsATenthBeforeTheLease_CountedFromTheQuestion()
    {
        var asked = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(7));

        _watch.Extend(asked, Lease).ShouldBeTrue();

        _watch.Left.ShouldBe(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        _watch.IsHeld.ShouldBeTrue();
        _clock.Advance(TimeSpan.FromTicks(1));
        _watch.IsHeld.ShouldBeFalse();
        _watch.Left.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Extend_WithAnAnswerThatCameTooLate_IsRefused()
    {
        var asked = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(27));

        _watch.Extend(asked, Lease).ShouldBeFalse();
        _watch.IsHeld.ShouldBeFalse();
    }

    [Fact]
    public void Lease_ThatDoesNotExpire_IsHeldUntilItIsEnded()
    {
        _watch.Extend(_clock.GetTimestamp(), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromDays(4000));

        (_watch.IsHeld, _watch.Left).ShouldBe((true, Timeout.InfiniteTimeSpan));
        _watch.End();
        _watch.IsHeld.ShouldBeFalse();
    }
}
