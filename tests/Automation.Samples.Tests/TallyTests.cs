using ManyHosts.Show;

namespace Automation.Samples;

/// <summary>What the sample with many hosts counts. Its exit code hangs on it.</summary>
public sealed class TallyTests
{
    private static readonly DateTime Kill = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void EveryStepOfEveryOrder_CalledOnce_IsGood()
    {
        var tally = Count([.. Order(0, "a"), .. Order(1, "b")]);

        tally.IsGood.ShouldBeTrue();
        tally.Accepted.ShouldBe(2);
        tally.CallsOf.ShouldBe(new Dictionary<string, int> { ["a"] = 3, ["b"] = 3 }, ignoreOrder: true);
        tally.Repeats.ShouldBe(0);
        tally.Resumed.ShouldBeEmpty();
    }

    // Red with `done` as all orders that succeeded.
    [Fact]
    public void Step_NeverCalled_IsLost()
    {
        var tally = Count([.. Order(0, "a"), .. Order(1, "b").SkipLast(1)]);

        tally.IsGood.ShouldBeFalse();
        tally.Lost.ShouldBe([1]);
    }

    // Red with `done` as all orders whose steps were called.
    [Fact]
    public void Run_ThatDidNotSucceed_IsLost()
    {
        var tally = Count([.. Order(0, "a"), .. Order(1, "b")], succeeded: [1]);

        tally.IsGood.ShouldBeFalse();
        tally.Lost.ShouldBe([0]);
    }

    [Fact]
    public void Nothing_Done_IsAllLost() => Count([], succeeded: []).Lost.ShouldBe([0, 1]);

    [Fact]
    public void SameKey_CalledTwice_IsShownAndGood()
    {
        var tally = Count([.. Order(0, "a"), .. Order(1, "b"), new Call("a", 1, "ship", "1/ship", Kill.AddSeconds(2)), new Call("b", 0, "ship", "0/ship", Kill.AddSeconds(2))]);

        tally.IsGood.ShouldBeTrue();
        tally.Repeats.ShouldBe(2);
        tally.RepeatsOfKilled.ShouldBe(1);
    }

    // Red with `IsGood` that asks for `Lost` only.
    [Fact]
    public void OtherKey_ForTheSameStep_IsNotGood()
    {
        var tally = Count([.. Order(0, "a"), .. Order(1, "b"), new Call("a", 1, "ship", "another run/ship", Kill.AddSeconds(2))]);

        tally.IsGood.ShouldBeFalse();
        tally.OtherKeys.ShouldBe(1);
        tally.Repeats.ShouldBe(0);
    }

    // Red with the last call of another host instead of the first.
    [Fact]
    public void Run_OfTheKilledHost_IsResumedWithTheFirstCallOfAnother()
    {
        Call[] resumed = [new("a", 1, "pack", "1/pack", Kill.AddSeconds(2.5)), new("a", 1, "ship", "1/ship", Kill.AddSeconds(3))];

        var tally = Count([.. Order(0, "a"), .. Order(1, "b").Take(1), .. resumed]);

        tally.IsGood.ShouldBeTrue();
        tally.Resumed.ShouldBe([TimeSpan.FromSeconds(2.5)]);
    }

    private static IEnumerable<Call> Order(int number, string worker) =>
        new[] { "reserve", "pack", "ship" }.Select((step, index) => new Call(worker, number, step, $"{number}/{step}", Kill.AddSeconds(index - 5)));

    private static Tally Count(IReadOnlyList<Call> calls, int[]? succeeded = null) => Tally.Of(2, 2, succeeded ?? [0, 1], calls, "b", Kill);
}
