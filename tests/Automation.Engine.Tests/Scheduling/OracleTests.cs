using System.Collections.Concurrent;

namespace Automation.Scheduling;

/// <summary>
/// Every due instant around the changes of clocks 2020 to 2035, and on random days, is the one that a walk through all minutes finds, from whatever minute one asks.
/// </summary>
/// <remarks>
/// <para>
/// Every zone that the machine has: those with uncommon changes and a few others with all expressions, the others with three of them, which differ from zone to zone. <c>AUTOMATION_LONG=1</c> takes all
/// expressions in every zone, and looks further around each change.
/// </para>
/// <para>
/// Faults that turn it red: telling gaps by <c>TimeZoneInfo.IsInvalidTime</c>; searching from the local time at hand (<c>cron.Next(after + offset)</c>) instead of the latest time
/// shown; both day fields by AND; an hour that comes twice fires twice.
/// </para>
/// </remarks>
public sealed class OracleTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    private static readonly DateTime First = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Last = new(2035, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Uncommon =
    [
        "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Juba", "America/Asuncion", "America/Coyhaique", "America/Havana", "America/Nuuk", "America/Santiago",
        "America/Scoresbysund", "Antarctica/Casey", "Antarctica/Troll", "Antarctica/Vostok", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Dublin", "Europe/Volgograd",
        "Pacific/Apia", "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC",
    ];

    private static readonly (string Cron, bool IsInterval, Func<DateTime, bool> Matches)[] Expressions =
    [
        ("0 0 * * *", false, at => at is { Hour: 0, Minute: 0 }),
        ("30 0 * * *", false, at => at is { Hour: 0, Minute: 30 }),
        ("30 1 * * *", false, at => at is { Hour: 1, Minute: 30 }),
        ("15 2 * * *", false, at => at is { Hour: 2, Minute: 15 }),
        ("45 2 * * *", false, at => at is { Hour: 2, Minute: 45 }),
        ("0 3 * * *", false, at => at is { Hour: 3, Minute: 0 }),
        ("30 23 * * *", false, at => at is { Hour: 23, Minute: 30 }),
        ("59 23 * * *", false, at => at is { Hour: 23, Minute: 59 }),
        ("0 12 * * *", false, at => at is { Hour: 12, Minute: 0 }),
        ("0 1,2,3 * * *", false, at => at is { Hour: 1 or 2 or 3, Minute: 0 }),
        ("0,30 0-4 * * *", false, at => at is { Hour: <= 4, Minute: 0 or 30 }),
        ("0 0-23 * * *", false, at => at.Minute == 0),
        ("0-59 0-23 * * *", false, _ => true),
        ("30 2 * * SUN", false, at => at is { Hour: 2, Minute: 30, DayOfWeek: DayOfWeek.Sunday }),
        ("0 2 L * *", false, at => at is { Hour: 2, Minute: 0 } && at.AddDays(1).Day == 1),
        ("30 0 1 */3 *", false, at => at is { Day: 1, Hour: 0, Minute: 30, Month: 1 or 4 or 7 or 10 }),
        ("30 2 25-31 3,10 7", false, at => at is { Hour: 2, Minute: 30, Month: 3 or 10 } && (at.Day >= 25 || at.DayOfWeek == DayOfWeek.Sunday)),
        ("15 1 * * SUN#1,SUNL", false, at => at is { Hour: 1, Minute: 15, DayOfWeek: DayOfWeek.Sunday } && (at.Day <= 7 || at.AddDays(7).Month != at.Month)),
        ("* * * * *", true, _ => true),
        ("*/30 * * * *", true, at => at.Minute % 30 == 0),
        ("*/7 * * * *", true, at => at.Minute % 7 == 0),
        ("45 * * * *", true, at => at.Minute == 45),
        ("0 */2 * * *", true, at => at.Minute == 0 && at.Hour % 2 == 0),
        ("15 1-3/1 * * *", true, at => at is { Hour: 1 or 2 or 3, Minute: 15 }),
        ("*/20 2 * * *", true, at => at.Hour == 2 && at.Minute % 20 == 0),
        ("10 */3 1,15 * 0", true, at => at.Minute == 10 && at.Hour % 3 == 0 && (at.Day is 1 or 15 || at.DayOfWeek == DayOfWeek.Sunday)),
    ];

    [Fact]
    public void Next_IsWhatAWalkThroughAllMinutesFinds()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones();
        zones.Count.ShouldBeGreaterThanOrEqualTo(400);
        var differences = new ConcurrentQueue<string>();
        var changes = 0;
        var dues = 0L;
        Parallel.ForEach(zones, new ParallelOptions { MaxDegreeOfParallelism = 2 }, zone =>
        {
            var random = new Random(StableSeed(zone.Id));
            var isFull = Long || Uncommon.Contains(zone.Id);
            var expressions = isFull ? Expressions : random.GetItems(Expressions, 3);
            var days = Enumerable.Range(0, Long ? 30 : isFull ? 3 : 1).Select(_ => First.AddMinutes(random.Next((int)(Last - First).TotalMinutes)));
            foreach (var change in MinuteOracle.Changes(zone, First, Last))
            {
                Interlocked.Increment(ref changes);
                Interlocked.Add(ref dues, Compare(zone, expressions, new MinuteOracle(zone, change.AddDays(-2), change.AddDays(2)), TimeSpan.FromMinutes(Long ? 240 : 70), differences));
            }

            foreach (var day in days)
            {
                Interlocked.Add(ref dues, Compare(zone, expressions, new MinuteOracle(zone, day, day.AddDays(1)), TimeSpan.Zero, differences));
            }
        });

        differences.Take(10).ShouldBeEmpty($"{differences.Count} of {dues} differ");
        changes.ShouldBeGreaterThan(3_000);
        dues.ShouldBeGreaterThan(1_000_000);
    }

    // Compares all dues of the stretch, and what is next from each minute near its middle.
    private static int Compare(
        TimeZoneInfo zone, (string Cron, bool IsInterval, Func<DateTime, bool> Matches)[] expressions, MinuteOracle oracle, TimeSpan near, ConcurrentQueue<string> differences)
    {
        var count = 0;
        foreach (var (cron, isInterval, matches) in expressions)
        {
            var expected = isInterval ? oracle.Interval(matches) : oracle.Fixed(matches);
            var timetable = Timetable.Create(Schedule.Cron(cron), zone);
            var index = 0;
            void Check(DateTime after)
            {
                var found = timetable.Next(after);
                var right = index < expected.Count ? expected[index] : (DateTime?)null;
                if (right is null ? found <= oracle.To : found?.UtcDateTime != right)
                {
                    differences.Enqueue($"{cron} {zone.Id} after {after:O}: {found?.UtcDateTime:O} instead of {right:O}");
                }
            }

            Check(oracle.From.AddTicks(-1));
            for (; index < expected.Count; count++)
            {
                var due = expected[index++];
                Check(due);
            }

            var middle = oracle.From + (oracle.To - oracle.From) / 2;
            index = 0;
            for (var after = middle - near; after < middle + near; after = after.AddMinutes(1))
            {
                while (index < expected.Count && expected[index] <= after)
                {
                    index++;
                }

                Check(after);
                Check(after.AddSeconds(30));
            }
        }

        return count;
    }

    private static int StableSeed(string text) => text.Aggregate(17, (seed, character) => unchecked(seed * 31 + character));
}
