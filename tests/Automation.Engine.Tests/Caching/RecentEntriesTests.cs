using Automation.Caching;

namespace Automation.Engine.Tests.Caching;

public sealed class RecentEntriesTests
{
    // Fault: it grows for ever.
    [Fact]
    public void Entries_AreAtMostTwiceTheCapacity()
    {
        var entries = new RecentEntries<int, int>(100);

        for (var key = 0; key < 10_000; key++)
        {
            entries.Set(key, key);
            entries.Count.ShouldBeLessThanOrEqualTo(200);
        }
    }

    [Fact]
    public void TheLastOnes_AreThere()
    {
        var entries = new RecentEntries<int, int>(100);
        for (var key = 0; key < 1_000; key++)
        {
            entries.Set(key, key);
        }

        Enumerable.Range(900, 100).All(key => entries.TryGet(key, out var value) && value == key).ShouldBeTrue();
        entries.TryGet(0, out _).ShouldBeFalse();
    }

    // Fault: what is in use is forgotten, since it was added long ago.
    [Fact]
    public void OneThatIsAskedFor_Stays()
    {
        var entries = new RecentEntries<string, int>(10);
        entries.Set("used", 7);
        for (var other = 0; other < 1_000; other++)
        {
            entries.Set($"{other}", other);
            entries.TryGet("used", out var value).ShouldBeTrue();
            value.ShouldBe(7);
        }
    }

    [Fact]
    public void Set_Replaces_AlsoWhatIsInTheOldGeneration()
    {
        var entries = new RecentEntries<int, string>(2);
        entries.Set(1, "one");
        entries.Set(2, "two");
        entries.Set(1, "another");

        entries.TryGet(1, out var value).ShouldBeTrue();
        value.ShouldBe("another");
    }

    [Fact]
    public void TryReplace_NeedsThePresentValue()
    {
        var entries = new RecentEntries<int, string>(10);
        entries.GetOrAdd(1, "one").ShouldBe("one");
        entries.GetOrAdd(1, "two").ShouldBe("one");

        entries.TryReplace(1, "three", "two").ShouldBeFalse();
        entries.TryReplace(1, "three", "one").ShouldBeTrue();
        entries.TryReplace(2, "three", "one").ShouldBeFalse();
        entries.TryGet(1, out var value).ShouldBeTrue();
        value.ShouldBe("three");
    }
}
