using System.Text.Json;
using Automation.Storage;

namespace Automation.Benchmarks;

/// <summary>
/// <c>throughput --store sqlite|memory --concurrency N [--runs R] [--engine-only] [--json]</c>: runs of three steps, from published event to recorded end, against the
/// naive way and bare commits in the same process and minute. Ratios hold; absolute figures drift with the machine.
/// </summary>
internal static class ThroughputCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var store = arguments.Text("store", "sqlite");
        var concurrency = arguments.Number("concurrency", 1000);
        var runs = arguments.Number("runs", concurrency == 1 ? 3_000 : Math.Clamp(concurrency * 60, 30_000, 60_000));
        var folder = Directory.CreateTempSubdirectory("automation-benchmark-").FullName;
        try
        {
            if (store is not ("sqlite" or "memory"))
            {
                throw new ArgumentException($"The store '{store}' is not known; sqlite or memory is allowed.");
            }

            SQLitePCL.Batteries_V2.Init();
            var commits = SqliteYardstick.CommitsPerSecond(folder, 5_000);
            var (naive, merged) = arguments.Has("engine-only") ? (1, 1) : await NaiveAsync(Open(store, folder, "naive.db"), concurrency);
            Measurement engine;
            double median;
            var host = await EngineHost.StartAsync(Open(store, folder, "engine.db"), concurrency);
            await using (host)
            {
                await EngineDriver.MeasureAsync(host, Math.Max(3_000, runs / 4), concurrency);
                engine = await EngineDriver.MeasureAsync(host, runs, concurrency);
                median = concurrency == 1 ? await EngineDriver.MedianAsync(host, 2_000) : 0;
            }

            commits = Math.Max(commits, SqliteYardstick.CommitsPerSecond(folder, 5_000));
            var result = new
            {
                Benchmark = "throughput",
                Store = store,
                Concurrency = concurrency,
                Runs = runs,
                RunsPerSecond = Math.Round(engine.RunsPerSecond),
                NaiveRunsPerSecond = Math.Round(naive),
                CommitsPerSecond = Math.Round(commits),
                RatioToNaive = Math.Round(engine.RunsPerSecond / naive, 2),
                RatioToCommits = Math.Round(engine.RunsPerSecond / commits, 2),
                CpuMicrosecondsPerRun = Math.Round(engine.CpuMicrosecondsPerRun, 1),
                AllocatedBytesPerRun = Math.Round(engine.AllocatedBytesPerRun),
                MedianMicroseconds = Math.Round(median),
                NaiveMergedMedianMicroseconds = Math.Round(merged),
                RatioToNaiveMergedMedian = median == 0 ? 0 : Math.Round(median / merged, 2),
            };
            if (arguments.Has("json"))
            {
                Console.WriteLine(JsonSerializer.Serialize(result, Json));
            }
            else
            {
                Console.WriteLine(string.Join(Environment.NewLine, result.GetType().GetProperties().Select(property => $"{property.Name,-32} {property.GetValue(result)}")));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double RunsPerSecond, double MergedMedian)> NaiveAsync(IAutomationStore store, int concurrency)
    {
        await using (store)
        {
            await store.OpenAsync(CancellationToken.None);
            var node = await store.JoinAsync(TimeProvider.System.GetUtcNow(), Timeout.InfiniteTimeSpan, CancellationToken.None);
            var naive = new NaiveDriver(store, node!);
            await naive.MeasureAsync(500, Math.Min(concurrency, 16));
            var runs = await naive.MeasureAsync(3_000, concurrency);
            var merged = await naive.MergedMedianAsync(2_000);
            await store.LeaveAsync(node!, TimeProvider.System.GetUtcNow(), CancellationToken.None);
            return (runs, merged);
        }
    }

    private static IAutomationStore Open(string store, string folder, string file) => store == "memory"
        ? new InMemoryStore(new InMemoryDatabase())
        : new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, file) });
}
