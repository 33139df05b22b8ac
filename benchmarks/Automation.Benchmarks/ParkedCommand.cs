using System.Diagnostics;
using System.Text.Json;
using Automation.Benchmarks.Throughput;
using Automation.Ids;
using Automation.Storage;

namespace Automation.Benchmarks;

/// <summary><c>parked [--runs 1000000] [--json]</c>: how much memory a host needs for runs that wait, and what a claim among them costs.</summary>
internal static class ParkedCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var runs = arguments.Number("runs", 1_000_000);
        var folder = Directory.CreateTempSubdirectory("automation-parked-").FullName;
        try
        {
            SQLitePCL.Batteries_V2.Init();
            var path = Path.Combine(folder, "parked.db");
            await FillAsync(path, runs);
            var before = Memory();
            var store = new SqliteStore(new SqliteStoreOptions { Path = path });
            var host = await EngineHost.StartAsync(store, 256);
            await using (host)
            {
                await EngineDriver.MeasureAsync(host, 2_000, 64);
                var after = Memory();
                var began = Stopwatch.GetTimestamp();
                for (var index = 0; index < 1000; index++)
                {
                    await store.NextDueAsync(TimeProvider.System.GetUtcNow(), [], CancellationToken.None);
                }

                var look = Stopwatch.GetElapsedTime(began).TotalMicroseconds / 1000;
                var result = new
                {
                    Benchmark = "parked",
                    Runs = runs,
                    FileMegabytes = new FileInfo(path).Length / 1_000_000,
                    AddedMegabytes = Math.Round((after - before) / 1e6, 1),
                    NextDueMicroseconds = Math.Round(look, 1),
                };
                Console.WriteLine(JsonSerializer.Serialize(result, Json));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The process as the system sees it, native memory of SQLite included.</summary>
    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static async Task FillAsync(string path, int runs)
    {
        var ids = new IdGenerator(TimeProvider.System);
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = path });
        await store.OpenAsync(CancellationToken.None);
        var node = (await store.JoinAsync(TimeProvider.System.GetUtcNow(), Timeout.InfiniteTimeSpan, CancellationToken.None))!;
        for (var from = 0; from < runs; from += 500)
        {
            var now = TimeProvider.System.GetUtcNow();
            var created = Enumerable.Range(from, Math.Min(500, runs - from)).Select(number => new RunRecord
            {
                Id = new RunId(ids.Next()),
                Scope = $"scope-{number % 100}",
                Rule = "parked",
                RuleHash = "0123456789abcdef0123456789abcdef",
                TriggerKind = TriggerKind.Manual,
                TriggerId = "manual",
                Input = "{}"u8.ToArray(),
                At = now,
            }).ToList();
            await store.CommitAsync(
                new CommitBatch
                {
                    Node = node,
                    Now = now,
                    Operations = created.ConvertAll(StoreOperation (run) => new AcceptOperation { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = true }] }),
                },
                CancellationToken.None);
            await store.CommitAsync(
                new CommitBatch
                {
                    Node = node,
                    Now = now,
                    Operations = created.ConvertAll(StoreOperation (run) => new RecordOperation
                    {
                        RunId = run.Id,
                        ClaimNumber = 1,
                        Transition = new RunTransition.Park(now + TimeSpan.FromDays(30)),
                    }),
                },
                CancellationToken.None);
        }

        await store.LeaveAsync(node, TimeProvider.System.GetUtcNow(), CancellationToken.None);
    }
}
