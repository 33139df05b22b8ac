using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("UTC", "UTC")]
    [InlineData("utc", "UTC")]
    [InlineData("Etc/UTC", "Etc/UTC")]
    [InlineData("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]

    // Other names of a zone, which its data still has.
    [InlineData("Asia/Calcutta", "Asia/Calcutta")]
    [InlineData("US/Eastern", "US/Eastern")]

    // Windows ids.
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("India Standard Time", "Asia/Calcutta")]
    public void TryFind_OfAZone_YieldsItsCanonicalId(string id, string expected)
    {
        TimeZones.TryFind(id, out var zone, out var canonicalId).ShouldBeTrue();
        canonicalId.ShouldBe(expected);
        zone!.Id.ShouldBe(expected);
    }

    // The platform's own look-up takes localtime, right/UTC, posixrules and Europe//Oslo, and throws for a folder.
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Europe")]
    [InlineData("Mars/X")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("right/UTC")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("Europe//Oslo")]
    [InlineData("Europe/Berlin ")]
    [InlineData("Europe/Berlin\0")]
    [InlineData("tzdata.zi")]
    [InlineData("Factory")]
    [InlineData("+01:00")]
    public void TryFind_OfAnythingElse_IsFalse(string id) => TimeZones.TryFind(id, out _, out _).ShouldBeFalse();

    [Fact]
    public void TryFind_OfALongText_IsFalse() => TimeZones.TryFind(new string('A', 100_000), out _, out _).ShouldBeFalse();
}
