using System.Globalization;
using System.Text;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T01:00:00.0000000+00:00")]
    [InlineData("2026-03-29t01:00:00z", "2026-03-29T01:00:00.0000000+00:00")]
    [InlineData("2026-03-29T01:00:00.5+02:00", "2026-03-29T01:00:00.5000000+02:00")]
    [InlineData("2026-03-29T01:00:00.123456789-05:30", "2026-03-29T01:00:00.1234567-05:30")]
    [InlineData("2024-02-29T23:59:59+14:00", "2024-02-29T23:59:59.0000000+14:00")]
    public void TryParse_Instant_IsRead(string text, string expected)
    {
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var instant).ShouldBeTrue();
        instant.ToString("O", CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-29")]
    [InlineData("2026-03-29T01:00:00")]
    [InlineData("2026-03-29 01:00:00Z")]
    [InlineData("2026-03-29T01:00Z")]
    [InlineData("2026-03-29T01:00:00.Z")]
    [InlineData("2026-03-29T01:00:00Zx")]
    [InlineData("2026-03-29T01:00:00+0200")]
    [InlineData("2026-03-29T01:00:00+14:01")]
    [InlineData("2026-03-29T01:00:00+02:60")]
    [InlineData("2026-02-29T01:00:00Z")]
    [InlineData("2026-13-01T01:00:00Z")]
    [InlineData("2026-00-01T01:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T23:59:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2026-01-0aT00:00:00Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
}
