using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Benchmarks.Throughput;

/// <summary>SQLite in a folder that goes afterwards, or memory.</summary>
internal sealed class EmbeddedPlace : ThroughputPlace
{
    private readonly string _folder = Directory.CreateTempSubdirectory("automation-benchmark-").FullName;
    private readonly bool _memory;

    public EmbeddedPlace(bool memory)
    {
        _memory = memory;
        SQLitePCL.Batteries_V2.Init();
    }

    public override Action<AutomationBuilder> Store => builder => builder.Services.Replace(ServiceDescriptor.Singleton(Open("engine.db")));

    public override Task<double> CommitsPerSecondAsync() => Task.FromResult(SqliteYardstick.CommitsPerSecond(_folder, 5_000));

    public override async Task<(double RunsPerSecond, double MergedRunsPerSecond, double MergedMedian)> NaiveAsync(int concurrency)
    {
        await using var store = Open("naive.db");
        await store.OpenAsync(CancellationToken.None);
        var node = await store.JoinAsync(TimeProvider.System.GetUtcNow(), Timeout.InfiniteTimeSpan, CancellationToken.None);
        var naive = new NaiveDriver(store, node!);
        await naive.MeasureAsync(500, Math.Min(concurrency, 16));
        var runs = await naive.MeasureAsync(3_000, concurrency);
        var merged = await naive.MergedMedianAsync(2_000);
        await store.LeaveAsync(node!, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        return (runs, 0, merged);
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private IAutomationStore Open(string file) => _memory
        ? new InMemoryStore(new InMemoryDatabase())
        : new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(_folder, file) });
}
