namespace Automation.EndToEnd.Fleets;

/// <summary>Tests with processes of their own and short leases: one at a time, so that they do not starve each other.</summary>
[CollectionDefinition(nameof(FleetTests), DisableParallelization = true)]
public static class FleetTests
{
    public static bool Long { get; } = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";
}
