namespace Automation.Storage;

/// <summary>A page of the schedules that are due, and when the next one will be.</summary>
/// <param name="Schedules">Those whose instant has come, by instant, then scope, rule and trigger.</param>
/// <param name="Next">The least instant that has not come; null when there is none.</param>
public sealed record DueSchedules(IReadOnlyList<ScheduleRecord> Schedules, DateTimeOffset? Next)
{
    /// <summary>The version of <see cref="SharedScope"/>, not older than the page was asked for: another one than the host knows says that there may be schedules of which it has not heard.</summary>
    public long SharedVersion { get; init; }
}
