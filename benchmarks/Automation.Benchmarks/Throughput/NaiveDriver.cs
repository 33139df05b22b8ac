using System.Diagnostics;
using System.Text.Json;
using Automation.Ids;
using Automation.Storage;

namespace Automation.Benchmarks.Throughput;

/// <summary>The yardstick: the same store, tables and rows, but one transaction per transition, and nothing else (no rules, no handlers).</summary>
internal sealed class NaiveDriver(IAutomationStore store, NodeLease node)
{
    private static readonly byte[] Output = """{"output":"checked"}"""u8.ToArray();
    private static readonly byte[] Next = """{"v":1,"d":[["input","book",{"orderId":"order-1","checked":"checked"}]]}"""u8.ToArray();

    private readonly IdGenerator _ids = new(TimeProvider.System);
    private readonly SemaphoreSlim _writer = new(1);

    /// <summary>Accept, claim, three outcomes and the end: six transactions a run.</summary>
    public async Task<double> MeasureAsync(int runs, int concurrency)
    {
        var began = Stopwatch.GetTimestamp();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref number) is var mine && mine <= runs)
            {
                await RunAsync(mine);
            }
        })));
        return runs / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Creation with claim, two outcomes, and the last outcome with the end: the four transactions that the engine writes. The median, in microseconds.</summary>
    public async Task<double> MergedMedianAsync(int runs)
    {
        var times = new double[runs];
        for (var number = 0; number < runs; number++)
        {
            var began = Stopwatch.GetTimestamp();
            var run = await AcceptAsync(number, owned: true);
            await RecordAsync(run, 1, 1, RunTransition.Continue.Instance);
            await RecordAsync(run, 1, 2, RunTransition.Continue.Instance);
            await RecordAsync(run, 1, 3, new RunTransition.End(RunStatus.Succeeded, null));
            times[number] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }

    private async Task RunAsync(int number)
    {
        var run = await AcceptAsync(number, owned: false);
        await _writer.WaitAsync();
        IReadOnlyList<StoredRun> claimed;
        try
        {
            claimed = await store.ClaimAsync(new ClaimRequest { Node = node, Now = TimeProvider.System.GetUtcNow(), Limit = 1 }, CancellationToken.None);
        }
        finally
        {
            _writer.Release();
        }

        // Whichever run was claimed is the one that is driven: every run is claimed once.
        run = claimed[0].Run.Id;
        for (var step = 1; step <= 3; step++)
        {
            await RecordAsync(run, 1, step, RunTransition.Continue.Instance);
        }

        await RecordAsync(run, 1, 4, new RunTransition.End(RunStatus.Succeeded, null));
    }

    private async Task<RunId> AcceptAsync(int number, bool owned)
    {
        var now = TimeProvider.System.GetUtcNow();
        var order = Workload.Order(number);
        var id = new AutomationEventId(_ids.Next());
        var run = new RunId(_ids.Next());
        await CommitAsync(new AcceptOperation
        {
            Scope = Workload.Scope,
            ScopeVersion = 0,
            Event = new EventRecord
            {
                Id = id,
                Scope = Workload.Scope,
                Type = "order.placed",
                Subject = order.OrderId,
                Payload = JsonSerializer.SerializeToUtf8Bytes(order),
                At = now,
                Root = id,
                Verdicts = [new Verdict { Rule = "orders", Reason = VerdictReason.Ran, RunId = run }],
            },
            Runs =
            [
                new NewRun
                {
                    Owned = owned,
                    Run = new RunRecord
                    {
                        Id = run,
                        Scope = Workload.Scope,
                        Rule = "orders",
                        RuleHash = "0123456789abcdef0123456789abcdef",
                        Subject = order.OrderId,
                        TriggerKind = TriggerKind.Event,
                        TriggerId = "event",
                        EventId = id,
                        At = now,
                        Next = Next,
                    },
                },
            ],
            MayBeAwaited = true,
        });
        return run;
    }

    private Task RecordAsync(RunId run, long claim, int step, RunTransition transition)
    {
        var now = TimeProvider.System.GetUtcNow();
        return CommitAsync(new RecordOperation
        {
            RunId = run,
            ClaimNumber = claim,
            Entries =
            [
                new LedgerEntry
                {
                    Path = new StepPath(step == 4 ? "" : $"step-{step}"),
                    Kind = step == 4 ? EntryKind.End : EntryKind.Outcome,
                    Sequence = step,
                    Status = step == 4 ? null : StepStatus.Succeeded,
                    StartedAt = now,
                    At = now,
                    Body = Output,
                    Next = step < 3 ? Next : default,
                },
            ],
            Transition = transition,
        });
    }

    private async Task CommitAsync(StoreOperation operation)
    {
        await _writer.WaitAsync();
        try
        {
            var batch = new CommitBatch { Node = node, Now = TimeProvider.System.GetUtcNow(), Operations = [operation] };
            var result = (await store.CommitAsync(batch, CancellationToken.None))[0];
            if (result is RecordResult { Applied: false } or AcceptResult { Status: not AcceptStatus.Accepted })
            {
                throw new InvalidOperationException("The yardstick's own write was refused.");
            }
        }
        finally
        {
            _writer.Release();
        }
    }
}
