using System.Diagnostics;
using System.Text.Json;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Benchmarks.Schedules;

/// <summary>
/// <c>schedules [--store sqlite|memory] [--schedules 100000] [--due 100] [--seconds 20]</c>: what a host costs whose schedules are due every second, alone and among many that are not due.
/// </summary>
internal static class SchedulesCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var (store, due, seconds) = (arguments.Text("store", "sqlite"), arguments.Number("due", 100), arguments.Number("seconds", 20));
        var alone = await MeasureAsync(store, due, due, seconds);
        var among = await MeasureAsync(store, arguments.Number("schedules", 100_000), due, seconds);
        Console.WriteLine(JsonSerializer.Serialize(
            new { Benchmark = "schedules", Store = store, Due = due, CpuMicrosecondsAlone = Math.Round(alone, 1), CpuMicrosecondsAmongMany = Math.Round(among, 1), Ratio = Math.Round(among / alone, 2) }, Json));
    }

    /// <summary>The processor time of one occurrence with its run.</summary>
    private static async Task<double> MeasureAsync(string store, int schedules, int due, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("automation-schedules-").FullName;
        try
        {
            SQLitePCL.Batteries_V2.Init();
            IAutomationStore opened = store == "memory" ? new InMemoryStore(new InMemoryDatabase()) : new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, "schedules.db") });
            var ended = 0;
            var host = await EngineHost.StartAsync(
                builder =>
                {
                    builder.Services.Replace(ServiceDescriptor.Singleton(opened));
                    builder.Services.AddSingleton<IScopeDirectory>(new ManyScopes(schedules));
                    builder.AddHandler<BriefHandler>().AddRule<Occurrence>("beat", rule => rule
                        .OnSchedule(scope => ManyScopes.Number(scope.Scope) < due ? Schedule.Every(TimeSpan.FromSeconds(1)) : Schedule.Cron("0 0 1 1 *"))
                        .Then("note", run => new Brief(run.Input.TimeZone)));
                },
                256);
            await using (host)
            {
                host.OnEnded(() => Interlocked.Increment(ref ended));
                await UntilAsync(() => Volatile.Read(ref ended) >= 5 * due);
                using var process = Process.GetCurrentProcess();
                var (began, cpu) = (Volatile.Read(ref ended), process.TotalProcessorTime);
                await UntilAsync(() => Volatile.Read(ref ended) >= began + (seconds * due));
                process.Refresh();
                return (process.TotalProcessorTime - cpu).TotalMicroseconds / (Volatile.Read(ref ended) - began);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
