using Automation.Storage;

namespace Automation.Retention;

/// <summary>Which ids may be gone for their age.</summary>
public sealed class GoneTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly RetentionOptions _options = new() { Events = TimeSpan.FromDays(1) };

    // Faults: the longest age of an outcome counts, or that of events; an id that says no time is old.
    [Theory]
    [InlineData(29, false)]
    [InlineData(31, true)]
    [InlineData(10, true, 9)]
    [InlineData(10000, false, null)]
    public void Run_MayBeGone_WhenItIsOlderThanTheShortestAge(int days, bool gone, int? failed = 30)
    {
        _options.Failed = failed is { } age ? TimeSpan.FromDays(age) : null;
        if (failed is null)
        {
            _options.Succeeded = _options.Cancelled = null;
        }

        _options.MayHaveDeleted(new RunId(IdOf(days)), Now).ShouldBe(gone);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void Event_MayBeGone_WhenItIsOlderThanTheAgeOfEvents(int days, bool gone) => _options.MayHaveDeleted(new AutomationEventId(IdOf(days)), Now).ShouldBe(gone);

    [Fact]
    public void IdThatSaysNoTime_NeverWas()
    {
        _options.MayHaveDeleted(default(RunId), Now).ShouldBeFalse();
        _options.MayHaveDeleted(new AutomationEventId(new Guid("00000000-0000-4000-8000-000000000000")), Now).ShouldBeFalse();
    }

    /// <summary>An id that was minted so many days ago.</summary>
    private static Guid IdOf(int days)
    {
        var bytes = IdTime.Least(Now.AddDays(-days)).ToByteArray(bigEndian: true);
        bytes[6] = 0x70;
        return new Guid(bytes, bigEndian: true);
    }
}
