using System.Text.Json;
using Automation.Benchmarks.Postgres;
using Automation.Benchmarks.Throughput;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Benchmarks.Peers;

/// <summary><c>peer quartz [--jobs 3000] [--threads 16]</c>: stored jobs a second of another library and ours on the same server. Its job is one step; our run has three, and an event before them.</summary>
internal static class PeerCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        if (args is not ["quartz", .. var rest])
        {
            throw new ArgumentException("Say which peer: quartz.");
        }

        var arguments = new Arguments(rest);
        var jobs = arguments.Number("jobs", 3_000);
        var threads = arguments.Number("threads", 16);
        await using var server = await PostgresServer.StartAsync();
        var quartz = await QuartzDriver.MeasureAsync(await server.CreateDatabaseAsync(), jobs, threads);
        var database = await server.CreateStoreAsync();
        Measurement ours;
        var host = await EngineHost.StartAsync(builder => builder.UsePostgres(database), threads);
        await using (host)
        {
            await EngineDriver.MeasureAsync(host, jobs, threads);
            ours = await EngineDriver.MeasureAsync(host, jobs * 3, threads);
        }

        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Benchmark = "peer",
                Peer = "quartz",
                Threads = threads,
                Jobs = jobs,
                PeerJobsPerSecond = Math.Round(quartz),
                RunsPerSecond = Math.Round(ours.RunsPerSecond),
                RatioToPeer = Math.Round(ours.RunsPerSecond / quartz, 2),
            },
            Json));
    }
}
