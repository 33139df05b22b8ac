namespace Automation.Json;

public sealed class IsoDurationTests
{
    [Theory]
    [InlineData("PT0S", "00:00:00")]
    [InlineData("PT30S", "00:00:30")]
    [InlineData("PT0.5S", "00:00:00.5")]
    [InlineData("PT0.0000001S", "00:00:00.0000001")]
    [InlineData("PT90M", "01:30:00")]
    [InlineData("PT1H30M", "01:30:00")]
    [InlineData("P2D", "2.00:00:00")]
    [InlineData("P1DT2H3M4.5S", "1.02:03:04.5")]
    [InlineData("P1W", "7.00:00:00")]
    [InlineData("P10675199DT2H48M5.4775807S", "10675199.02:48:05.4775807")]
    public void TryParse_OfADuration_YieldsIt_AndWriteGivesItBack(string text, string expected)
    {
        IsoDuration.TryParse(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.Parse(expected));
        IsoDuration.TryParse(IsoDuration.Write(duration), out var again).ShouldBeTrue();
        again.ShouldBe(duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("P1")]
    [InlineData("PT1")]
    [InlineData("1D")]
    [InlineData("pt1s")]
    [InlineData("P1Y")]
    [InlineData("P1M")]
    [InlineData("P1W1D")]
    [InlineData("PT1.5H")]
    [InlineData("PT1S1M")]
    [InlineData("PT.5S")]
    [InlineData("PT1.S")]
    [InlineData("PT0.00000001S")]
    [InlineData("-PT1S")]
    [InlineData("PT-1S")]
    [InlineData("P1D\n")]
    [InlineData(" PT1S")]
    [InlineData("PT１S")]
    [InlineData("P10675200D")]
    [InlineData("P99999999999999999999999999999W")]
    [InlineData("PT9999999999999999999999999999999999999999999999999999999999999999S")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => IsoDuration.TryParse(text, out _).ShouldBeFalse();
}
