using System.Globalization;

namespace Automation.Scheduling;

/// <summary>Recurs at times of the wall clock of a zone.</summary>
/// <remarks>
/// Fixed times follow the latest time that the wall clock has shown. It never goes back, and passes every time exactly once: a repeated hour at its first
/// pass, a skipped one at the end of the gap. Times within intervals follow real time: each period with one offset is searched by itself.
/// </remarks>
internal sealed class WallRecurrence(CronExpression cron, ZoneClock clock) : Recurrence
{
    public override bool FollowsZone => true;

    public override bool IsFixed => !cron.IsInterval;

    public override DateTime? Next(DateTime after) => cron.IsInterval ? NextOfInterval(after) : NextFixed(after);

    public override string? Note(DateTime due)
    {
        var period = clock.PeriodAt(due);
        var wall = due + period.Offset;
        if (!cron.IsInterval && cron.Next(clock.PeriodAt(due.AddTicks(-1)).LatestWallAt(due.AddTicks(-1))) is { } named && named != wall)
        {
            return $"{Text(named)} does not exist in {clock.Zone.Id}: clocks go forward past it. It fires at the first time after the gap.";
        }

        if (wall < period.Shown)
        {
            return $"{Text(wall)} comes twice in {clock.Zone.Id}: clocks go back. This is the second pass.";
        }

        return clock.PeriodAt(period.End).FirstWall <= wall
            ? $"{Text(wall)} comes twice in {clock.Zone.Id}: clocks go back. This is the first pass{(cron.IsInterval ? "" : ", the only one at which it fires")}."
            : null;
    }

    private static string Text(DateTime wall) => wall.ToString(wall.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private DateTime? NextFixed(DateTime after)
    {
        var period = clock.PeriodAt(after);
        if (cron.Next(period.LatestWallAt(after)) is not { } wall)
        {
            return null;
        }

        // Mostly the clock goes on as it goes now until then.
        var utc = wall - period.Offset;
        return utc < period.End ? utc : clock.Reaches(wall);
    }

    private DateTime? NextOfInterval(DateTime after)
    {
        var period = clock.PeriodAt(after);
        while (cron.Next(after + period.Offset) is { } wall)
        {
            var utc = wall - period.Offset;
            if (utc < period.End)
            {
                return utc;
            }

            after = period.End.AddTicks(-1);
            period = clock.PeriodAt(period.End);
        }

        return null;
    }
}
