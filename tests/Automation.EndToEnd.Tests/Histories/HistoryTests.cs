using Automation.EndToEnd.Worlds;
using Automation.Postgres;
using Automation.Storage;
using Automation.Testing;

namespace Automation.EndToEnd.Histories;

/// <summary>T20: what each release left in its stores, whatever its runs were at, goes on with this build to the end that was recorded then.</summary>
/// <remarks>
/// <c>AUTOMATION_APPROVE=1</c> writes the files of the present version anew. That is right until it is released; those of a release are never changed again, and the next version has a folder of its own.
/// </remarks>
public sealed class HistoryTests
{
    private static readonly bool Approve = Environment.GetEnvironmentVariable("AUTOMATION_APPROVE") == "1";

    private static readonly string Present = typeof(AutomationOptions).Assembly.GetName().Version!.ToString(3);

    public static TheoryData<string, string, StoreKind> Recorded => new(
        from release in HistoryFile.Releases
        from history in HistoryList.All
        from store in new[] { StoreKind.Sqlite, StoreKind.Postgres }
        where File.Exists(HistoryFile.PathOf(release, history.Name, NameOf(store)))
        select (release, history.Name, store));

    public static TheoryData<string, StoreKind> All => new(from history in HistoryList.All from store in new[] { StoreKind.Sqlite, StoreKind.Postgres } select (history.Name, store));

    // Faults, each alone: another name for the decisions of a row, for an input, a branch, the items of a loop, an instant, the subject of a wait, a fault, or a place in a chain; for an output, or the code of an error;
    // another number for a kind of row.
    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task History_OfARelease_GoesOnToItsRecordedEnd(string release, string name, StoreKind store)
    {
        var history = HistoryList.All.Single(history => history.Name == name);
        var file = HistoryFile.Read(release, name, NameOf(store));
        await using var world = new World(await FillAsync(release, file, store), new FaultPlan(), history.Configure) { Clock = new ManualClock(file.At) };
        await world.StartAsync();

        await history.GoOn(world);

        (await world.DescribeAsync()).ShouldBe(file.End);
        (await world.DiagnoseAsync()).ShouldBeEmpty();
        world.Witness.Complaints.ShouldBeEmpty();
        world.Deaths.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Present_HasItsHistory(string name, StoreKind store)
    {
        if (Approve)
        {
            await WriteAsync(HistoryList.All.Single(history => history.Name == name), store);
        }

        File.Exists(HistoryFile.PathOf(Present, name, NameOf(store))).ShouldBeTrue($"Write it with AUTOMATION_APPROVE=1, read it, and commit it. The version is {Present}.");
    }

    [Fact]
    public async Task Histories_TogetherHaveEverythingThatIsStored()
    {
        var (kinds, states, signals, decisions) = (new HashSet<EntryKind>(), new HashSet<LiveState>(), new HashSet<SignalKind>(), new HashSet<string>());
        foreach (var (release, name, _) in Recorded.Select(row => row.Data).Where(row => row.Item3 == StoreKind.Sqlite))
        {
            await using var data = await FillAsync(release, HistoryFile.Read(release, name, NameOf(StoreKind.Sqlite)), StoreKind.Sqlite);
            var door = data.NewStore();
            await door.OpenAsync(TestContext.Current.CancellationToken);
            foreach (var summary in await door.ListRunsAsync(World.Scope, new RunQuery { Limit = 100 }, TestContext.Current.CancellationToken))
            {
                var run = (await door.LoadRunAsync(summary.Run.Id, TestContext.Current.CancellationToken))!;
                kinds.UnionWith(run.Entries.Select(entry => entry.Kind));
                signals.UnionWith(run.Signals.Select(signal => signal.Key.Kind));
                decisions.UnionWith(run.Entries.Select(entry => entry.Next).Append(run.Run.Next).SelectMany(DecisionsOf));
                if (run.Live is { } live)
                {
                    states.Add(live.State);
                }
            }

            await data.CloseAsync(door);
        }

        kinds.ShouldBe(Enum.GetValues<EntryKind>(), ignoreOrder: true);

        // Whatever a run of ours waits for ends by a timeout: none is idle without an instant.
        states.ShouldBe(Enum.GetValues<LiveState>().Except([LiveState.Idle]), ignoreOrder: true);
        signals.ShouldBe(Enum.GetValues<SignalKind>(), ignoreOrder: true);
        decisions.ShouldBe(DecisionNames, ignoreOrder: true);
    }

    /// <summary>All that the engine decides, by the names that are stored.</summary>
    private static string[] DecisionNames => ["input", "branch", "items", "due", "subject", "parameters", "estimate", "chain", "fault"];

    private static IEnumerable<string> DecisionsOf(ReadOnlyMemory<byte> next) =>
        next.IsEmpty ? [] : System.Text.Json.JsonElement.Parse(next.Span).GetProperty("d").EnumerateArray().Select(decision => decision[0].GetString()!).ToList();

    private static string NameOf(StoreKind store) => store == StoreKind.Sqlite ? "sqlite" : "postgres";

    private static async Task<IHistoryData> FillAsync(string release, HistoryFile file, StoreKind store)
    {
        var data = await NewAsync(store);
        await data.FillAsync(HistoryFile.ReadTables(release, NameOf(store)), file.Rows);
        return data;
    }

    private static async Task<IHistoryData> NewAsync(StoreKind store)
    {
        if (store == StoreKind.Postgres)
        {
            await TestPostgres.GetAsync();
        }

        return store == StoreKind.Sqlite ? new SqliteHistoryData() : new PostgresHistoryData();
    }

    private static async Task WriteAsync(History history, StoreKind store)
    {
        var data = await NewAsync(store);
        await using var world = new World(data, new FaultPlan(), history.Former ?? history.Configure);
        await world.StartAsync();
        await history.Begin(world);
        await world.EndAsync();
        world.Clock.Advance(TimeSpan.FromMilliseconds(50));
        var (at, rows) = (world.Clock.GetUtcNow(), await data.WriteRowsAsync());
        HistoryFile.WriteTables(Present, NameOf(store), await data.WriteTablesAsync());

        world.Configure = history.Configure;
        world.Outside.Forget();
        world.Outside.Behaviour = null;
        world.HandlersWait = false;
        await world.StartAsync();
        await history.GoOn(world);
        new HistoryFile(at, await world.DescribeAsync(), rows).Write(Present, history.Name, NameOf(store));
    }
}
