namespace Automation.Diagnostics;

/// <summary>How long a loop rests that looks for what others stored.</summary>
public sealed class PaceTests
{
    private bool _hears = true;

    // Faults: the rest does not grow, or beyond its bound; a find does not shorten it; it grows although nothing would be heard.
    [Fact]
    public void Rest_GrowsWhileNothingIsFoundAndNewsAreHeard_AndIsShortElse()
    {
        var pace = new Pace(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), () => _hears);
        Rests(pace, 5).ShouldBe([1, 2, 4, 5, 5]);

        pace.Quicken();
        Rests(pace, 3).ShouldBe([1, 2, 4]);

        _hears = false;
        Rests(pace, 3).ShouldBe([1, 1, 1]);

        _hears = true;
        Rests(pace, 2).ShouldBe([2, 4]);
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(5, 5)]
    [InlineData(5, -1)]
    public void Rest_ThatIsAsLongAsItsBound_StaysAsItIs(int shortest, int longest)
    {
        var bound = longest < 0 ? Timeout.InfiniteTimeSpan / 2 : TimeSpan.FromSeconds(longest);

        Rests(new Pace(TimeSpan.FromSeconds(shortest), bound, () => true), 3).ShouldBe([shortest, shortest, shortest]);
    }

    [Fact]
    public void Rest_WithoutAnEnd_HasNone() =>
        new Pace(Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(5), () => true).Rest().ShouldBe(Timeout.InfiniteTimeSpan);

    private static double[] Rests(Pace pace, int count) => [.. Enumerable.Range(0, count).Select(_ => pace.Rest().TotalSeconds)];
}
