using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Automation.Benchmarks.Peers;

/// <summary>Stored jobs of Quartz.NET that start at once and once, each scheduled in its own transaction; Quartz makes its tables itself.</summary>
internal static class QuartzDriver
{
    /// <summary>Jobs per second, scheduled and executed in one process.</summary>
    public static async Task<double> MeasureAsync(string connectionString, int jobs, int threads)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(threads);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(connectionString);
                store.ProvisionSchema();
                store.UseSystemTextJsonSerializer(_ => { });
            });
        });
        await using var container = services.BuildServiceProvider();
        var scheduler = await container.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        await RunAsync(scheduler, "warm", Math.Max(threads, jobs / 10), threads);
        var began = Stopwatch.GetTimestamp();
        await RunAsync(scheduler, "job", jobs, threads);
        var elapsed = Stopwatch.GetElapsedTime(began);
        await scheduler.Shutdown();
        return jobs / elapsed.TotalSeconds;
    }

    private static async Task RunAsync(IScheduler scheduler, string group, int jobs, int callers)
    {
        var left = jobs;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        NothingJob.Done = () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.TrySetResult();
            }
        };
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= jobs)
            {
                var name = number.ToString(CultureInfo.InvariantCulture);
                await scheduler.ScheduleJob(
                    JobBuilder.Create<NothingJob>().WithIdentity(name, group).Build(),
                    TriggerBuilder.Create().WithIdentity(name, group).StartNow().Build());
            }
        })));
        await done.Task;
    }
}
