using System.Diagnostics;
using System.Text.Json;
using Automation.Ids;
using Automation.Storage;

namespace Automation.Benchmarks;

/// <summary><c>store [--store sqlite|memory] [--batch 1000] [--rounds 60]</c>: what a straight 3-step run costs the store alone, asked by batches and without an engine.</summary>
internal static class StoreCommand
{
    /// <summary>event, run, live; twice live read and entry; live read and deleted, waits deleted, entry.</summary>
    private const int StatementsPerRun = 11;

    private const int WarmUpRounds = 5;
    private const int Scopes = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var batch = arguments.Number("batch", 1000);
        var rounds = arguments.Number("rounds", 60);
        var folder = Directory.CreateTempSubdirectory("automation-store-").FullName;
        try
        {
            SQLitePCL.Batteries_V2.Init();
            await using IAutomationStore store = arguments.Text("store", "sqlite") == "memory"
                ? new InMemoryStore(new InMemoryDatabase())
                : new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, "store.db") });
            await store.OpenAsync(CancellationToken.None);
            var node = (await store.JoinAsync(TimeProvider.System.GetUtcNow(), Timeout.InfiniteTimeSpan, CancellationToken.None))!;
            var ids = new IdGenerator(TimeProvider.System);
            var times = new List<double>();
            for (var round = 0; round < WarmUpRounds + rounds; round++)
            {
                var elapsed = await RoundAsync(store, node, ids, batch, round);
                if (round >= WarmUpRounds)
                {
                    times.Add(elapsed.TotalMicroseconds / batch);
                }
            }

            times.Sort();
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Benchmark = "store",
                    Store = store.Name,
                    Batch = batch,
                    MicrosecondsPerRunBest = Math.Round(times[0], 1),
                    MicrosecondsPerRunMedian = Math.Round(times[times.Count / 2], 1),
                    StatementsPerSecondMedian = Math.Round(StatementsPerRun * 1e6 / times[times.Count / 2]),
                },
                Json));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Four commits for a batch of runs: created and claimed, two outcomes, the last outcome and the end.</summary>
    private static async Task<TimeSpan> RoundAsync(IAutomationStore store, NodeLease node, IdGenerator ids, int batch, int round)
    {
        var now = TimeProvider.System.GetUtcNow();
        var runs = Enumerable.Range(0, batch).Select(_ => new RunId(ids.Next())).ToArray();
        List<StoreOperation>[] commits =
        [
            [.. runs.Select((run, index) => Create(run, new AutomationEventId(ids.Next()), now, round * batch + index))],
            [.. runs.Select(run => Record(run, "cut-out", 1, now, RunTransition.Continue.Instance))],
            [.. runs.Select(run => Record(run, "pack", 2, now, RunTransition.Continue.Instance))],
            [.. runs.Select(run => Record(run, "export", 3, now, new RunTransition.End(RunStatus.Succeeded, null)))],
        ];
        var began = Stopwatch.GetTimestamp();
        foreach (var operations in commits)
        {
            await store.CommitAsync(new CommitBatch { Node = node, Now = now, Operations = operations }, CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static AcceptOperation Create(RunId run, AutomationEventId @event, DateTimeOffset now, int number)
    {
        var scope = $"project-{number % Scopes}";
        var subject = $"asset-{number % 5000}";
        return new AcceptOperation
        {
            Scope = scope,
            ScopeVersion = 0,
            Event = new EventRecord
            {
                Id = @event,
                Scope = scope,
                Type = "asset.approved",
                Subject = subject,
                Payload = new byte[300],
                At = now,
                Root = @event,
                Verdicts = [new Verdict { Rule = "asset-approved", Reason = VerdictReason.Ran, RunId = run }],
            },
            Runs =
            [
                new NewRun
                {
                    Owned = true,
                    Run = new RunRecord
                    {
                        Id = run,
                        Scope = scope,
                        Rule = "asset-approved",
                        RuleHash = "0123456789abcdef0123456789abcdef",
                        Subject = subject,
                        TriggerKind = TriggerKind.Event,
                        TriggerId = "approved",
                        EventId = @event,
                        At = now,
                        Next = new byte[180],
                    },
                },
            ],
        };
    }

    private static RecordOperation Record(RunId run, string step, int sequence, DateTimeOffset now, RunTransition transition) => new()
    {
        RunId = run,
        ClaimNumber = 1,
        ClearRescues = true,
        Entries =
        [
            new LedgerEntry
            {
                Path = new StepPath(step),
                Kind = EntryKind.Outcome,
                Sequence = sequence,
                Status = StepStatus.Succeeded,
                StartedAt = now,
                At = now,
                Body = new byte[100],
                Next = new byte[180],
            },
        ],
        Transition = transition,
    };
}
