namespace Automation.Testing.Tests;

public sealed class ManualClockTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Advance_WithSeveralTimers_FiresThemInOrderOfTheirDueTimeAndShowsIt()
    {
        var clock = new ManualClock();
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add($"late {clock.GetUtcNow() - Start}"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => fired.Add($"early {clock.GetUtcNow() - Start}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(5));

        fired.ShouldBe(["early 00:00:02", "early 00:00:04", "late 00:00:05"]);
        clock.GetUtcNow().ShouldBe(Start + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Timer_ThatWasDisposedOrChanged_DoesNotFireAtItsOldTime()
    {
        var clock = new ManualClock();
        var fired = 0;
        var disposed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var changed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        changed.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(9));
        fired.ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(1));
        fired.ShouldBe(1);
    }

    [Fact]
    public async Task TaskDelay_OnTheClock_EndsWhenTheClockSaysSo()
    {
        var clock = new ManualClock();
        var delay = Task.Delay(TimeSpan.FromDays(1), clock);
        clock.Advance(TimeSpan.FromHours(23));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(1));
        await delay;
    }
}
