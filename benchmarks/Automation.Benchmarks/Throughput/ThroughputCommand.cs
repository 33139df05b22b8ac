using System.Text.Json;
using Automation.Benchmarks.Hosts;

namespace Automation.Benchmarks.Throughput;

/// <summary>
/// <c>throughput --store sqlite|memory|postgres --concurrency N [--runs R] [--engine-only] [--statements] [--partitions P] [--hosts H] [--json]</c>: runs of three steps, from published event to recorded end, against
/// the naive way and bare commits in the same process and minute. Ratios hold; absolute figures drift with the machine.
/// </summary>
internal static class ThroughputCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var store = arguments.Text("store", "sqlite");
        if (arguments.Has("hosts"))
        {
            await HostsCommand.RunAsync(arguments);
            return;
        }

        var concurrency = arguments.Number("concurrency", 1000);
        var runs = arguments.Number("runs", concurrency == 1 ? 3_000 : Math.Clamp(concurrency * 150, 30_000, 150_000));
        await using ThroughputPlace place = store switch
        {
            "sqlite" => new EmbeddedPlace(memory: false),
            "memory" => new EmbeddedPlace(memory: true),
            "postgres" => await PostgresPlace.StartAsync(arguments.Has("statements"), arguments.Number("partitions", 0)),
            _ => throw new ArgumentException($"The store '{store}' is not known; sqlite, memory or postgres is allowed."),
        };
        var engineOnly = arguments.Has("engine-only");
        var commits = await place.CommitsPerSecondAsync();
        var pgbench = engineOnly ? 0 : await place.PgbenchAsync();
        var (naive, naiveMerged, merged) = engineOnly ? (1, 0, 1) : await place.NaiveAsync(concurrency);
        Measurement engine;
        double serverCpu;
        double median;
        var host = await EngineHost.StartAsync(place.Store, concurrency);
        await using (host)
        {
            await EngineDriver.MeasureAsync(host, Math.Max(3_000, runs / 4), concurrency);
            await place.BeforeAsync();
            var server = place.ServerTime();
            engine = await EngineDriver.MeasureAsync(host, runs, concurrency);
            serverCpu = (place.ServerTime() - server).TotalMicroseconds / runs;
            await place.AfterAsync(runs);
            median = concurrency == 1 ? await EngineDriver.MedianAsync(host, 2_000) : 0;
        }

        commits = Math.Max(commits, await place.CommitsPerSecondAsync());
        pgbench = Math.Max(pgbench, engineOnly ? 0 : await place.PgbenchAsync());
        var result = new
        {
            Benchmark = "throughput",
            Store = store,
            Concurrency = concurrency,
            Runs = runs,
            RunsPerSecond = Math.Round(engine.RunsPerSecond),
            NaiveRunsPerSecond = Math.Round(naive),
            NaiveMergedRunsPerSecond = Math.Round(naiveMerged),
            CommitsPerSecond = Math.Round(commits),
            PgbenchTps = Math.Round(pgbench),
            RatioToNaive = Math.Round(engine.RunsPerSecond / naive, 2),
            RatioToNaiveMerged = naiveMerged == 0 ? 0 : Math.Round(engine.RunsPerSecond / naiveMerged, 2),
            RatioToCommits = Math.Round(engine.RunsPerSecond / commits, 2),
            RatioToPgbench = pgbench == 0 ? 0 : Math.Round(engine.RunsPerSecond / pgbench, 2),
            CpuMicrosecondsPerRun = Math.Round(engine.CpuMicrosecondsPerRun, 1),
            ServerCpuMicrosecondsPerRun = Math.Round(serverCpu, 1),
            AllocatedBytesPerRun = Math.Round(engine.AllocatedBytesPerRun),
            MedianMicroseconds = Math.Round(median),
            NaiveMergedMedianMicroseconds = Math.Round(merged),
            RatioToNaiveMergedMedian = median == 0 ? 0 : Math.Round(median / merged, 2),
        };
        Console.WriteLine(arguments.Has("json")
            ? JsonSerializer.Serialize(result, Json)
            : string.Join(Environment.NewLine, result.GetType().GetProperties().Select(property => $"{property.Name,-32} {property.GetValue(result)}")));
    }
}
