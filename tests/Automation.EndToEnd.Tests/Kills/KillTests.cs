using Automation.Storage;
using SQLitePCL;

namespace Automation.EndToEnd.Kills;

/// <summary>T3: a real process on SQLite, killed without a word again and again.</summary>
/// <remarks>The long version, 3,000 runs and 100 kills: <c>AUTOMATION_LONG=1</c>.</remarks>
public sealed class KillTests : IDisposable
{
    private const int Concurrency = 8;
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    private readonly string _folder = Directory.CreateTempSubdirectory("automation-kill-").FullName;

    private string Database => Path.Combine(_folder, "automation.db");

    private string LedgerFile => Path.Combine(_folder, "ledger.txt");

    // Faults: who publishes is answered before the commit; nobody takes over the runs of the process that died. Transactions that take their lock late harm only where several processes write: see NodeTests.Doors_ThatWriteAtTheSameTime_AllSucceed.
    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothing()
    {
        var (runs, kills) = Long ? (3000, 100) : (200, 20);
        var random = new Random(20300101);
        var accepted = new Dictionary<int, AutomationEventId>();
        for (var kill = 0; kill < kills; kill++)
        {
            using var host = KilledHost.Start(Database, LedgerFile);
            Publish(host, runs * (kill + 1) / kills, accepted);
            for (var lines = random.Next(2, 3 * runs / kills * 2); lines > 0 && await host.HearAsync() is { } line; lines--)
            {
                Hear(line, accepted);
            }

            await host.KillAsync();
            while (await host.HearAsync() is { } line)
            {
                Hear(line, accepted);
            }
        }

        using (var host = KilledHost.Start(Database, LedgerFile))
        {
            Publish(host, runs, accepted);
            host.TrySay("drain");
            string? line;
            while ((line = await host.HearAsync()) != "drained")
            {
                Hear(line.ShouldNotBeNull(), accepted);
            }
        }

        await CheckStoreAsync(runs, accepted);
        CheckLedger(runs, kills);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Asks for every order that was not accepted yet: what a client does that got no answer.</summary>
    private static void Publish(KilledHost host, int upTo, Dictionary<int, AutomationEventId> accepted)
    {
        for (var number = 0; number < upTo; number++)
        {
            if (!accepted.ContainsKey(number))
            {
                host.TrySay($"publish {number}");
            }
        }
    }

    private static void Hear(string line, Dictionary<int, AutomationEventId> accepted)
    {
        if (line.Split(' ') is ["accepted", var number, var id] && AutomationEventId.TryParse(id, out var eventId))
        {
            accepted.Add(int.Parse(number), eventId);
        }
    }

    private async Task CheckStoreAsync(int runs, Dictionary<int, AutomationEventId> accepted)
    {
        // The store first: it also chooses the SQLite library.
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = Database });
        await store.OpenAsync(CancellationToken.None);

        raw.sqlite3_open(Database, out var database).ShouldBe(raw.SQLITE_OK);
        raw.sqlite3_prepare_v2(database, "pragma integrity_check", out var check).ShouldBe(raw.SQLITE_OK);
        raw.sqlite3_step(check);
        raw.sqlite3_column_text(check, 0).utf8_to_string().ShouldBe("ok");
        check.Dispose();
        database.Dispose();

        foreach (var id in accepted.Values)
        {
            (await store.FindEventAsync("p", id, CancellationToken.None)).ShouldNotBeNull($"Event {id} was accepted.");
        }

        var ended = await store.ListRunsAsync("p", new RunQuery { Limit = runs * 2 }, CancellationToken.None);
        ended.Count.ShouldBe(runs, "One run for every order.");
        ended.Count(run => run.EndStatus == RunStatus.Succeeded).ShouldBe(runs);
        (await store.DiagnoseAsync(TimeProvider.System.GetUtcNow(), null, CancellationToken.None)).ShouldBeEmpty();
    }

    private void CheckLedger(int runs, int kills)
    {
        var lines = File.ReadAllLines(LedgerFile).Select(line => line.Split(' ')).ToLookup(parts => parts[0], parts => parts[1]);
        lines.Count.ShouldBe(3 * runs, "Every step of every run has one key, and happened.");
        lines.Where(calls => calls.Distinct().Count() > 1).ShouldBeEmpty("The same key carries the same input.");
        var repeats = lines.Sum(calls => calls.Count() - 1);
        repeats.ShouldBeInRange(1, kills * Concurrency, "Kills repeat calls, but only those in flight.");
    }
}
