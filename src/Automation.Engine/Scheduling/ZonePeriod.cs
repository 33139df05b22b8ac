namespace Automation.Scheduling;

/// <summary>A stretch of time in which a zone's offset does not change.</summary>
/// <param name="Start">The first instant, UTC.</param>
/// <param name="End">The first instant after it, UTC.</param>
/// <param name="Offset">What the wall clock adds to UTC.</param>
/// <param name="Shown">Up to here, exclusively, the wall clock has been before the period began. Later than the period's own beginning after clocks went back.</param>
internal readonly record struct ZonePeriod(DateTime Start, DateTime End, TimeSpan Offset, DateTime Shown)
{
    /// <summary>What the wall clock shows when the period begins.</summary>
    public DateTime FirstWall => Start + Offset;

    /// <summary>The latest time that the wall clock has shown up to an instant of the period. While clocks repeat an hour it stands still.</summary>
    public DateTime LatestWallAt(DateTime utc)
    {
        var wall = utc + Offset;
        return wall >= Shown ? wall : Shown.AddTicks(-1);
    }
}
