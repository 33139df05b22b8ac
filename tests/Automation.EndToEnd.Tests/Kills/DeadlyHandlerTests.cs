using Automation.EndToEnd.Worlds;
using Automation.Postgres;
using Automation.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.EndToEnd.Kills;

/// <summary>T15: a handler ends its real process in a way that nothing can catch, while others are at work.</summary>
/// <remarks>Faults: a death is not counted; the run that dies again is taken up beside others, which are quarantined with it.</remarks>
public sealed class DeadlyHandlerTests : IDisposable
{
    private const int Orders = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("automation-deadly-").FullName;

    private string LedgerFile => Path.Combine(_folder, "ledger.txt");

    [Theory]
    [InlineData("failfast")]
    [InlineData("overflow")]
    public async Task OnSqlite_ItsRunIsQuarantined_AndTheOthersGoOn(string how)
    {
        var database = Path.Combine(_folder, "automation.db");

        (await PlayAsync(how, database, LedgerFile)).ShouldBe(4);

        await using var store = new SqliteStore(new SqliteStoreOptions { Path = database });
        await CheckAsync(store, how);
    }

    [Fact]
    public async Task OnPostgres_ItsRunIsQuarantined_AndTheOthersGoOn()
    {
        var server = await TestPostgres.GetAsync();
        await using var database = await server.CreateDatabaseAsync();
        await PostgresData.PrepareAsync(database.ConnectionString);

        (await PlayAsync("failfast", database.ConnectionString, LedgerFile, "1", "2")).ShouldBe(4);

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions(), source, NullLogger<PostgresStore>.Instance);
        await CheckAsync(store, "failfast");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Starts a process again whenever it died, until only the deadly run is left. Returns how many died.</summary>
    private static async Task<int> PlayAsync(string how, params string[] arguments)
    {
        for (var deaths = 0; ; deaths++)
        {
            using var host = KilledHost.Start(isDeadly: true, arguments);
            for (var order = 0; order < Orders; order++)
            {
                if (order == Orders / 2)
                {
                    host.TrySay($"poison {how}");
                }

                host.TrySay($"publish {order}");
            }

            host.TrySay("rest");
            string? line;
            do
            {
                line = await host.HearAsync();
            }
            while (line is not (null or "rested"));

            if (line == "rested")
            {
                return deaths;
            }

            deaths.ShouldBeLessThan(10, "Nothing isolates what kills the process.");
        }
    }

    private async Task CheckAsync(IAutomationStore store, string how)
    {
        await store.OpenAsync(CancellationToken.None);
        var runs = await store.ListRunsAsync("p", new RunQuery { Limit = 2 * Orders }, CancellationToken.None);
        runs.Count.ShouldBe(Orders + 1);
        runs.Where(run => run.Run.Rule == "three").ShouldAllBe(run => run.EndStatus == RunStatus.Succeeded);
        var deadly = (await store.LoadRunAsync(runs.Single(run => run.Run.Rule == "deadly").Run.Id, CancellationToken.None))!;
        deadly.Live!.State.ShouldBe(LiveState.Quarantined);
        deadly.Run.Subject.ShouldBe(how);

        var calls = File.ReadAllLines(LedgerFile).Select(line => line.Split(' ')[0]).Where(key => key.StartsWith($"{deadly.Run.Id}/", StringComparison.Ordinal)).ToList();
        calls.Count(key => key.EndsWith("/die", StringComparison.Ordinal)).ShouldBe(4);
        calls.Count(key => key.EndsWith("/before", StringComparison.Ordinal)).ShouldBe(1);
        calls.ShouldNotContain(key => key.EndsWith("/never"));
    }
}
