using System.Diagnostics;
using System.Globalization;
using Automation.Benchmarks.Throughput;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Benchmarks.Hosts;

/// <summary>
/// <c>host --connection C --concurrency N [--stamps]</c>: a host in a process of its own, for other benchmarks. It says <c>ready</c>, works until its input ends, and for each line
/// that holds a number does so many runs, published by itself, and says how many it did a second. With stamps it writes down when each first action starts.
/// </summary>
internal static class HostCommand
{
    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var concurrency = arguments.Number("concurrency", 256);
        var output = TextWriter.Synchronized(Console.Out);
        var host = await EngineHost.StartAsync(builder => builder.UsePostgres(arguments.Text("connection", "")), concurrency);
        await using (host)
        {
            await EngineDriver.MeasureAsync(host, 1, 1);
            if (arguments.Has("stamps"))
            {
                Workload.FirstActionStarted = order => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{order} {Stopwatch.GetTimestamp()}"));
            }

            await output.WriteLineAsync("ready");
            while (await Console.In.ReadLineAsync() is { } line)
            {
                var measured = await EngineDriver.MeasureAsync(host, int.Parse(line, CultureInfo.InvariantCulture), concurrency);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{measured.RunsPerSecond:F0}"));
            }
        }
    }
}
