using System.Diagnostics;
using System.Text.Json;
using Automation.Storage;

namespace Automation.Benchmarks;

/// <summary>
/// <c>matching [--store sqlite|memory|none] [--events 30000] [--guards]</c>: what an event costs from publish to answer, with 100 rules in one scope and with 100,000 in
/// 1,000 scopes. Five rules listen to each event and none lets it pass, so that nothing but the acceptance is measured; with <c>none</c>, without what keeping it costs.
/// With guards, each rule has a limit, one run per subject and a debounce, and each event a subject.
/// </summary>
internal static class MatchingCommand
{
    private const int RulesPerScope = 100;
    private const int EventTypes = 20;
    private const int Concurrency = 256;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly byte[] Payload = """{"kind":"sprite","amount":40}"""u8.ToArray();

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var store = arguments.Text("store", "sqlite");
        var events = arguments.Number("events", 30_000);
        SQLitePCL.Batteries_V2.Init();
        var guards = arguments.Has("guards");
        var (few, fewCpu, fewBytes) = await MeasureAsync(store, 1, events, guards);
        var (many, manyCpu, manyBytes) = await MeasureAsync(store, 1000, events, guards);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Benchmark = "matching",
                Store = store,
                Events = events,
                Guards = guards,
                MicrosecondsPerEvent100Rules = Math.Round(few, 1),
                MicrosecondsPerEvent100000Rules = Math.Round(many, 1),
                Ratio = Math.Round(many / few, 2),
                EventsPerCpuSecond100Rules = Math.Round(1e6 / fewCpu),
                EventsPerCpuSecond100000Rules = Math.Round(1e6 / manyCpu),
                AllocatedBytesPerEvent100Rules = Math.Round(fewBytes),
                AllocatedBytesPerEvent100000Rules = Math.Round(manyBytes),
            },
            Json));
    }

    private static async Task<(double Microseconds, double Cpu, double Bytes)> MeasureAsync(string store, int scopes, int events, bool guards)
    {
        var folder = Directory.CreateTempSubdirectory("automation-matching-").FullName;
        try
        {
            IAutomationStore opened = store switch
            {
                "none" => ForgettingStore.Over(new InMemoryStore(new InMemoryDatabase())),
                "memory" => new InMemoryStore(new InMemoryDatabase()),
                _ => new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, "matching.db") }),
            };
            await opened.OpenAsync(CancellationToken.None);
            for (var scope = 0; scope < scopes; scope++)
            {
                for (var number = 0; number < RulesPerScope; number++)
                {
                    await opened.SaveRuleAsync(new RuleSave { Rule = Rule($"scope-{scope}", number, guards) }, CancellationToken.None);
                }
            }

            var host = await EngineHost.StartAsync(opened, Concurrency);
            await using (host)
            {
                // Every scope is read once before the clock starts.
                await PublishAsync(host, scopes, Math.Max(scopes * 2, events / 4), guards);
                using var process = Process.GetCurrentProcess();
                var (began, cpu, bytes) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
                await PublishAsync(host, scopes, events, guards);
                var took = Stopwatch.GetElapsedTime(began);
                process.Refresh();
                return (took.TotalMicroseconds / events, (process.TotalProcessorTime - cpu).TotalMicroseconds / events, (double)(GC.GetTotalAllocatedBytes() - bytes) / events);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PublishAsync(EngineHost host, int scopes, int events, bool guards)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < events)
            {
                await host.In($"scope-{number % scopes}").PublishJsonAsync($"type.{number % EventTypes}", Payload, guards ? new() { Subject = $"asset-{number % 100}" } : null);
            }
        })));
    }

    private static StoredRule Rule(string scope, int number, bool guards)
    {
        var json = JsonSerializer.Serialize(new
        {
            name = $"rule-{number}",
            triggers = new[] { new { type = "event", config = new { @event = $"type.{number % EventTypes}" } } },
            conditions = new { field = "input.amount", @operator = "greater_than", value = 1000 + number },
            steps = new[] { new { id = "a", type = "x.do" } },
            guards = guards ? new { maxRunsPerScope = 4, onePerSubject = true, debounce = "PT5S" } : (object)new { },
        });
        return new StoredRule
        {
            Scope = scope,
            Name = $"rule-{number}",
            Version = 0,
            Hash = $"{number:x32}",
            Enabled = true,
            Json = json,
            SavedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
