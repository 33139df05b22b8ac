namespace Automation.Scheduling;

/// <summary>The codes of faults in schedules.</summary>
internal static class ScheduleCodes
{
    public const string InvalidCron = "invalid-cron";
    public const string InvalidSchedule = "invalid-schedule";
    public const string NeverFires = "never-fires";
    public const string TooFrequent = "too-frequent";
    public const string UnknownTimeZone = "unknown-time-zone";
}
