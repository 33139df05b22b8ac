using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Automation.Scheduling;

/// <summary>What the wall clock of a zone shows. Asks the platform from UTC to local time only.</summary>
/// <remarks>
/// <para>The platform's way from local time to UTC, and its answers whether a time is skipped or doubled, are wrong for some zones
/// (https://github.com/dotnet/runtime/issues/120915). Its way from UTC to local time is right, and is enough.</para>
/// <para>Thread-safe. Years are looked through when they are first asked for, and kept.</para>
/// </remarks>
internal sealed class ZoneClock
{
    /// <summary>The first year that can be asked for.</summary>
    public const int FirstYear = 2;

    /// <summary>Offsets lie within 14 hours of UTC.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromHours(14);

    /// <summary>Beyond what any clock was ever put back.</summary>
    private static readonly TimeSpan LongestRepetition = TimeSpan.FromDays(2);

    /// <summary>No zone has changed its offset twice within less than a week since 1970.</summary>
    private static readonly TimeSpan Stride = TimeSpan.FromHours(6);

    private static readonly ConditionalWeakTable<TimeZoneInfo, ZoneClock> Clocks = [];

    /// <summary>The years whose changes of clocks tell two versions of a zone's data apart. Other years are another fingerprint for every schedule that is stored.</summary>
    private const int FirstCompared = 2020;
    private const int LastCompared = 2040;

    private readonly ConcurrentDictionary<int, ZonePeriod[]> _years = new();
    private readonly Lazy<string> _fingerprint;

    /// <summary>The year that was asked for last: mostly the one that is asked for next.</summary>
    private volatile ZonePeriod[] _recent = [];

    private ZoneClock(TimeZoneInfo zone)
    {
        Zone = zone;
        _fingerprint = new Lazy<string>(FingerprintOf);
    }

    public TimeZoneInfo Zone { get; }

    /// <summary>The clock of a zone; the same one for all who ask.</summary>
    public static ZoneClock Of(TimeZoneInfo zone) => Clocks.GetValue(zone, static zone => new ZoneClock(zone));

    /// <summary>Eight digits that are others where the zone's data say something else of the years around.</summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>What the wall clock shows at an instant.</summary>
    public DateTime WallAt(DateTime utc) => utc + PeriodAt(utc).Offset;

    /// <summary>The period that an instant lies in. Periods end with the year, too.</summary>
    public ZonePeriod PeriodAt(DateTime utc)
    {
        var periods = _recent;
        if (periods.Length == 0 || utc < periods[0].Start || utc >= periods[^1].End)
        {
            _recent = periods = _years.GetOrAdd(Math.Max(utc.Year, FirstYear), PeriodsOf);
        }

        var index = periods.Length - 1;
        while (index > 0 && periods[index].Start > utc)
        {
            index--;
        }

        return periods[index];
    }

    /// <summary>
    /// The first instant at which the wall clock shows a time or a later one: the first pass of a time that comes twice, and the end of the gap for a
    /// time that does not come.
    /// </summary>
    public DateTime Reaches(DateTime wall)
    {
        var period = PeriodAt(wall - LargestOffset);
        while (wall - period.Offset >= period.End)
        {
            period = PeriodAt(period.End);
        }

        var utc = wall - period.Offset;
        return utc > period.Start ? utc : period.Start;
    }

    private string FingerprintOf()
    {
        var changes = Enumerable.Range(FirstCompared, LastCompared - FirstCompared + 1).SelectMany(PeriodsOf).Select(period => string.Create(CultureInfo.InvariantCulture, $"{period.Start.Ticks}+{period.Offset.Ticks}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(';', changes))).AsSpan(0, 4));
    }

    private ZonePeriod[] PeriodsOf(int year)
    {
        var first = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = first.AddYears(1);
        var periods = new List<ZonePeriod>();
        var start = first - LongestRepetition;
        var shown = DateTime.MinValue;
        while (start < end)
        {
            var offset = OffsetAt(start);
            var change = NextChange(start, offset, end);
            if (change > first)
            {
                periods.Add(new ZonePeriod(start > first ? start : first, change, offset, shown));
            }

            var wall = change + offset;
            shown = wall > shown ? wall : shown;
            start = change;
        }

        return [.. periods];
    }

    private DateTime NextChange(DateTime start, TimeSpan offset, DateTime end)
    {
        for (var at = start; at < end; at += Stride)
        {
            var next = at + Stride < end ? at + Stride : end;
            if (OffsetAt(next) != offset)
            {
                return Bisect(at, next, offset);
            }
        }

        return end;
    }

    private DateTime Bisect(DateTime before, DateTime after, TimeSpan offset)
    {
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before.AddSeconds(Math.Floor((after - before).TotalSeconds / 2));
            (before, after) = OffsetAt(middle) == offset ? (middle, after) : (before, middle);
        }

        return after;
    }

    private TimeSpan OffsetAt(DateTime utc) => Zone.GetUtcOffset(new DateTimeOffset(utc.Ticks, TimeSpan.Zero));
}
