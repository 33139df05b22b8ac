namespace Automation.Scheduling;

/// <summary>Defaults and bounds of schedules.</summary>
internal static class ScheduleLimits
{
    /// <summary>How many missed occurrences have a run each at most; the rest is counted.</summary>
    public const int MaxMissedRuns = 100;

    public static readonly TimeSpan MissedAfter = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan ShortestMissedAfter = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestMissedAfter = TimeSpan.FromDays(1);
    public static readonly TimeSpan LongestJitter = TimeSpan.FromDays(1);
}
