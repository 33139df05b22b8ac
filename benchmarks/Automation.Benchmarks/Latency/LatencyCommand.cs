using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Automation.Benchmarks.Hosts;
using Automation.Benchmarks.Postgres;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Benchmarks.Latency;

/// <summary><c>latency [--events 2000]</c>: from the call that publishes in one process, which works on no runs, to the start of the first action in another. One event after the other.</summary>
internal static class LatencyCommand
{
    private const int WarmUp = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var events = new Arguments(args).Number("events", 2_000);
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateStoreAsync();
        await using var worker = await HostProcess.StartAsync(database, 256, stamps: true);
        await using var store = PostgresServer.StoreIn(database);
        await using var publisher = await EngineHost.StartAsync(PublishOnlyStore.Around(store.GetRequiredService<IAutomationStore>()), 1);
        var times = new List<double>();
        for (var number = 0; number < WarmUp + events; number++)
        {
            var began = Stopwatch.GetTimestamp();
            var publishing = publisher.Scope.PublishAsync(Workload.Order(number));

            // The clock of timestamps is one for all processes of a machine.
            var started = long.Parse((await worker.Output.ReadLineAsync())!.Split(' ')[1], CultureInfo.InvariantCulture);
            await publishing;
            if (number >= WarmUp)
            {
                times.Add(Stopwatch.GetElapsedTime(began, started).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(JsonSerializer.Serialize(
            new { Benchmark = "latency", Store = "postgres", Events = events, P50Milliseconds = At(0.5), P95Milliseconds = At(0.95), P99Milliseconds = At(0.99), MaxMilliseconds = At(1) },
            Json));

        double At(double share) => Math.Round(times[(int)((times.Count - 1) * share)], 2);
    }
}
