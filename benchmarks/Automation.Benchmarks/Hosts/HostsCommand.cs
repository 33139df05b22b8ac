using System.Diagnostics;
using System.Text.Json;
using Automation.Benchmarks.Postgres;

namespace Automation.Benchmarks.Hosts;

/// <summary><c>throughput --store postgres --hosts N --concurrency C [--runs R]</c>: the same load done by one host process, and shared by N of them on one server.</summary>
internal static class HostsCommand
{
    // Each process compiles its code anew, and goes on doing so for seconds: that is the cost of its start, not of its work.
    private const int WarmUp = 75_000;

    private const int Rounds = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(Arguments arguments)
    {
        var hosts = arguments.Number("hosts", 2);
        var concurrency = arguments.Number("concurrency", 1000);
        var runs = arguments.Number("runs", 30_000);
        await using var server = await PostgresServer.StartAsync();
        var alone = new List<double>();
        var together = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await MeasureAsync(server, 1, concurrency, runs));
            together.Add(await MeasureAsync(server, hosts, concurrency, runs));
        }

        alone.Sort();
        together.Sort();
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Benchmark = "hosts",
                Store = "postgres",
                Hosts = hosts,
                Concurrency = concurrency,
                Runs = runs,
                RunsPerSecondAlone = Math.Round(alone[Rounds / 2]),
                RunsPerSecondTogether = Math.Round(together[Rounds / 2]),
                Ratio = Math.Round(together[Rounds / 2] / alone[Rounds / 2], 2),
            },
            Json));
    }

    private static async Task<double> MeasureAsync(PostgresServer server, int hosts, int concurrency, int runs)
    {
        var database = await server.CreateStoreAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, hosts).Select(_ => HostProcess.StartAsync(database, concurrency / hosts)));
        await Task.WhenAll(processes.Select(static process => process.WorkAsync(WarmUp)));
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(processes.Select(process => process.WorkAsync(runs / hosts)));
        var elapsed = Stopwatch.GetElapsedTime(began);
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        return runs / elapsed.TotalSeconds;
    }
}
