using Automation.Diagnostics;

namespace Automation.Engine.Tests.Diagnostics;

/// <summary>A fault is said once, for as long as it is looked at.</summary>
public sealed class LastFaultsTests
{
    [Fact]
    public void Fault_IsNewsOnce_UntilItIsAnotherOrWasGone()
    {
        var faults = new LastFaults<int>();

        faults.IsNews(1, "a").ShouldBeTrue();
        faults.IsNews(1, "a").ShouldBeFalse();
        faults.IsNews(2, "a").ShouldBeTrue();
        faults.IsNews(1, "b").ShouldBeTrue();
        faults.Forget(1);
        faults.Forget(3);
        faults.IsNews(1, "b").ShouldBeTrue();
        faults.IsNews(2, "a").ShouldBeFalse();
    }

    // Fault: a host that runs for years remembers every schedule and series that it ever left to another one.
    [Fact]
    public void ThingsThatWereNotLookedAtLately_AreForgotten()
    {
        var faults = new LastFaults<int>();
        faults.IsNews(-1, "gone");
        faults.IsNews(-2, "here");

        for (var thing = 0; thing < 50_000; thing++)
        {
            faults.IsNews(thing, "new");
            if (thing % 1000 == 0)
            {
                faults.IsNews(-2, "here").ShouldBeFalse();
            }
        }

        faults.IsNews(-1, "gone").ShouldBeTrue();
    }
}
