using Automation.Json;
using Automation.Scheduling;
using BenchmarkDotNet.Attributes;
using CronFormat = Quartz.CronFormat;
using QuartzExpression = Quartz.CronExpression;

namespace Automation.Benchmarks.Micro;

/// <summary>
/// The next occurrence of cron expressions, beside the evaluator of Quartz.NET. Each call asks from the answer to the last one, as a schedule does, and
/// begins anew after a thousand.
/// </summary>
[Config(typeof(ManyShortRounds))]
public class NextOccurrenceBenchmarks
{
    private const int Occurrences = 1_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Timetable _ours = null!;
    private QuartzExpression _quartz = null!;

    [Params("*/5 * * * *", "30 2 * * *", "0 9 * * MON-FRI", "0 9 L * *", "0 0 1,15 * MON")]
    public string Expression { get; set; } = "";

    [Params("UTC", "America/New_York")]
    public string Zone { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        TimeZones.TryFind(Zone, out var zone, out _);
        _ours = Timetable.Create(Schedule.Cron(Expression), zone!);
        _quartz = QuartzExpression.Parse(Expression, CronFormat.Unix).WithTimeZone(zone!);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Occurrences)]
    public DateTimeOffset Ours()
    {
        var at = Start;
        for (var count = 0; count < Occurrences; count++)
        {
            at = _ours.Next(at)!.Value;
        }

        return at;
    }

    [Benchmark(OperationsPerInvoke = Occurrences)]
    public DateTimeOffset OfQuartz()
    {
        var at = Start;
        for (var count = 0; count < Occurrences; count++)
        {
            at = _quartz.GetNextValidTimeAfter(at)!.Value;
        }

        return at;
    }
}
