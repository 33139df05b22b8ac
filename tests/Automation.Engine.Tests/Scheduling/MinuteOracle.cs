namespace Automation.Scheduling;

/// <summary>
/// Finds what is due by walking through UTC minute by minute and looking at the wall clock, and by nothing else: it knows neither the evaluator nor
/// its parser.
/// </summary>
internal sealed class MinuteOracle
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // What was seen before the walk began matters only where clocks repeat it, and none repeats more than a day.
    private static readonly TimeSpan Before = TimeSpan.FromDays(2);

    private readonly List<(DateTime Utc, List<DateTime> Walls, bool IsNew)> _minutes = [];

    /// <summary>Walks through a stretch of time.</summary>
    public MinuteOracle(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        (From, To) = (from, to);
        var seen = new HashSet<DateTime>();
        var last = WallAt(zone, from - Before - Minute);
        for (var utc = from - Before; utc <= to; utc += Minute)
        {
            var wall = WallAt(zone, utc);
            var skipped = new List<DateTime>();
            for (var missing = last + Minute; missing < wall; missing += Minute)
            {
                skipped.Add(missing);
            }

            skipped.RemoveAll(missing => !seen.Add(missing));
            var isNew = seen.Add(wall);
            last = wall;
            if (utc >= from)
            {
                _minutes.Add((utc, [.. skipped, wall], isNew));
            }
        }
    }

    public DateTime From { get; }

    public DateTime To { get; }

    /// <summary>The instants at which a time of the day is due that is matched; a skipped time at the first minute after the gap, a repeated one at its first pass.</summary>
    public List<DateTime> Fixed(Func<DateTime, bool> matches) =>
        [.. _minutes.Where(minute => minute.Walls.SkipLast(minute.IsNew ? 0 : 1).Any(matches)).Select(minute => minute.Utc)];

    /// <summary>The instants at which the wall clock shows a time that is matched.</summary>
    public List<DateTime> Interval(Func<DateTime, bool> matches) => [.. _minutes.Where(minute => matches(minute.Walls[^1])).Select(minute => minute.Utc)];

    /// <summary>The first minute of each new offset.</summary>
    public static IEnumerable<DateTime> Changes(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        var stride = TimeSpan.FromMinutes(15);
        for (var utc = from; utc < to; utc += stride)
        {
            var offset = OffsetAt(zone, utc);
            if (OffsetAt(zone, utc + stride) != offset)
            {
                var change = utc;
                while (OffsetAt(zone, change) == offset)
                {
                    change += Minute;
                }

                yield return change;
            }
        }
    }

    private static DateTime WallAt(TimeZoneInfo zone, DateTime utc) => DateTime.SpecifyKind(utc + OffsetAt(zone, utc), DateTimeKind.Unspecified);

    private static TimeSpan OffsetAt(TimeZoneInfo zone, DateTime utc) => zone.GetUtcOffset(new DateTimeOffset(utc));
}
