namespace Automation.EndToEnd.Fleets;

/// <summary>Tests with processes of their own and short leases: one at a time, so that they do not starve each other.</summary>
/// <remarks>
/// Orders flow until the faults have hit. The quick forms prove what is kept; how quickly it goes on is measured by the long forms, which have the machine to themselves.
/// </remarks>
[CollectionDefinition(nameof(FleetTests), DisableParallelization = true)]
public static class FleetTests
{
    public static bool Long { get; } = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    /// <summary>What is promised; in the suite only that it comes at all, since its machine has other things to do.</summary>
    public static TimeSpan Within(TimeSpan promised) => Long ? promised : TimeSpan.FromMinutes(1);
}
