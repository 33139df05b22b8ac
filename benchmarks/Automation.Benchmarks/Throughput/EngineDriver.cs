using System.Diagnostics;

namespace Automation.Benchmarks.Throughput;

/// <summary>Measures the engine: from the published event to the recorded end.</summary>
internal static class EngineDriver
{
    public static async Task<Measurement> MeasureAsync(EngineHost host, int runs, int concurrency)
    {
        using var places = new SemaphoreSlim(concurrency);
        var left = runs;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.OnEnded(() =>
        {
            places.Release();
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.TrySetResult();
            }
        });
        var scope = host.Scope;
        var publishing = new List<Task>(concurrency);
        var meter = Measurement.Begin();
        for (var number = 0; number < runs; number++)
        {
            await places.WaitAsync();
            publishing.Add(scope.PublishAsync(Workload.Order(number)));
            if (publishing.Count >= 4096)
            {
                await Task.WhenAll(publishing);
                publishing.Clear();
            }
        }

        await Task.WhenAll(publishing);
        await done.Task;
        var measured = meter.End(runs);
        host.OnEnded(static () => { });
        return measured;
    }

    /// <summary>One run after the other: the median time of a run, in microseconds.</summary>
    public static async Task<double> MedianAsync(EngineHost host, int runs)
    {
        var times = new double[runs];
        var scope = host.Scope;
        for (var number = 0; number < runs; number++)
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            host.OnEnded(() => ended.TrySetResult());
            var began = Stopwatch.GetTimestamp();
            await scope.PublishAsync(Workload.Order(number));
            await ended.Task;
            times[number] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }
}
