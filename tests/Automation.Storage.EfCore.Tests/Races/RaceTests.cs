using Automation.Storage.Conformance;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Tests of several doors to one database that act at the same moment.</summary>
public abstract class RaceTests : StoreTests<NewDatabaseFixture>
{
    protected static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    /// <summary>Opens doors that have joined, one for each node.</summary>
    private protected async Task<(PostgresStore Store, NodeLease Node)[]> OpenAsync(
        int count, Action<NpgsqlConnectionStringBuilder>? change = null, WorkSql? work = null, Action<PostgresStoreOptions>? configure = null)
    {
        var doors = new (PostgresStore, NodeLease)[count];
        for (var i = 0; i < count; i++)
        {
            var store = await Fixture.OpenAsync(change, work, configure);
            doors[i] = (store, await JoinAsync(store));
        }

        return doors;
    }

    /// <summary>Has every batch ask whether its events are awaited, and be sent again if one is; usually the next hundred deliver without asking.</summary>
    private protected static void AskEachTime(PostgresStoreOptions options) => options.DeliversFor = 1;

    /// <summary>All begin together, each on a thread of its own, when the last one has come.</summary>
    protected static async Task AtOnceAsync(params Func<Task>[] acts)
    {
        using var barrier = new Barrier(acts.Length);
        await Task.WhenAll(acts.Select(act => Task.Factory.StartNew(
            async () =>
            {
                barrier.SignalAndWait();
                await act();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }

    protected Task<IReadOnlyList<OperationResult>> CommitAsync(IAutomationStore door, NodeLease? node, params IReadOnlyList<StoreOperation> operations) =>
        door.CommitAsync(new CommitBatch { Node = node, Now = Now, Operations = operations }, TestContext.Current.CancellationToken);

    /// <summary>Another session's transaction, which holds what the statement locks until it is rolled back.</summary>
    private protected async Task<Holder> HoldAsync(string sql, object key) => await Holder.BeginAsync((await Fixture.DatabaseAsync()).ConnectionString, sql, key);

    /// <summary>The transactions of one node, or of all, stand still behind their first insert into the table, whether of rows or of none, or behind their first update of a row of it, until the holder rolls back.</summary>
    private protected async Task<Holder> StopBehindAsync(NodeLease? node, string act, string table)
    {
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        await using var command = source.CreateCommand($"""
            create or replace function stand_still() returns trigger language plpgsql as $body$ begin
              if {(node is null ? "true" : $"current_setting('application_name') = '{PostgresSession.NameOf(node.NodeId)}'")} then perform pg_advisory_xact_lock_shared(42); end if; return null; end $body$;
            create or replace trigger stand_still after {act} on automation.{table} for each {(act == "insert" ? "statement" : "row")} execute function stand_still()
            """);
        await command.ExecuteNonQueryAsync();
        return await HoldAsync("select pg_advisory_xact_lock(@key)", 42);
    }

    /// <summary>The first stands still behind what it did to the table of live runs, and the second begins; it may end before the first goes on.</summary>
    protected async Task MeetAsync(string act, Func<Task> first, Func<Task> second)
    {
        await using var held = await StopBehindAsync(null, act, "live");
        var one = first();
        await WaitingAsync(1);
        var two = second();
        await Task.WhenAny(two, WaitingAsync(2));
        await held.RollbackAsync();
        await Task.WhenAll(one, two);
    }

    /// <summary>One lease goes by, in which these nodes keep theirs.</summary>
    private protected async Task PassLeaseAsync((PostgresStore Store, NodeLease Node)[] doors)
    {
        for (var third = 0; third < 3; third++)
        {
            Now += Lease / 3;
            foreach (var (store, node) in doors)
            {
                (await store.RenewAsync(node, Now, TestContext.Current.CancellationToken)).ShouldBeTrue();
            }
        }
    }

    /// <summary>Returns when so many sessions wait for locks, or when what they wait for is over.</summary>
    protected async Task WaitingAsync(int sessions, Task? unless = null)
    {
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        await using var command = source.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        while (unless is not { IsCompleted: true } && (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! < sessions)
        {
            await Task.Yield();
        }
    }

    protected async Task<T> AskAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Sends statements that answer nothing.</summary>
    protected async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How often the server had to end a transaction because two waited for each other.</summary>
    protected Task<long> DeadlocksAsync() => AskAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
}
