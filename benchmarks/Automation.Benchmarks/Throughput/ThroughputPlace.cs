namespace Automation.Benchmarks.Throughput;

/// <summary>Where a throughput is measured, with the yardsticks of that place.</summary>
internal abstract class ThroughputPlace : IAsyncDisposable
{
    /// <summary>Chooses the store of a host.</summary>
    public abstract Action<AutomationBuilder> Store { get; }

    /// <summary>Single-row transactions per second, one after the other.</summary>
    public abstract Task<double> CommitsPerSecondAsync();

    /// <summary>Transactions per second of <c>pgbench</c>; 0 where there is none.</summary>
    public virtual Task<double> PgbenchAsync() => Task.FromResult(0d);

    /// <summary>One transaction per transition: runs per second, the same with merged transitions (0: not measured), and the median of the latter one by one, in microseconds.</summary>
    public abstract Task<(double RunsPerSecond, double MergedRunsPerSecond, double MergedMedian)> NaiveAsync(int concurrency);

    /// <summary>Processor time of the server; zero where there is none.</summary>
    public virtual TimeSpan ServerTime() => TimeSpan.Zero;

    /// <summary>Called before the measured stretch.</summary>
    public virtual Task BeforeAsync() => Task.CompletedTask;

    /// <summary>Called after it.</summary>
    public virtual Task AfterAsync(int runs) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
