using System.Collections.Concurrent;
using Automation.Postgres;
using Automation.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.EndToEnd.Worlds;

/// <summary>A database of its own, where each process has connections of its own; the world's clock decides.</summary>
/// <remarks>Its rows are deleted at the end, and the next world takes it: making one takes longer than most stories.</remarks>
internal sealed class PostgresData : IWorldData
{
    private static readonly ConcurrentBag<TestDatabase> Free = [];

    private readonly PostgresDoors _doors = new();
    private TestDatabase? _database;

    public async Task OpenAsync()
    {
        if (_database is null)
        {
            var server = await TestPostgres.GetAsync();
            _database = Free.TryTake(out var free) ? free : await server.CreateDatabaseAsync(await server.GetTemplateAsync("store", PrepareAsync));
        }
    }

    public IAutomationStore NewStore() => _doors.NewStore(_database!.ConnectionString);

    public ValueTask CloseAsync(IAutomationStore store) => _doors.CloseAsync(store);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await EmptyAsync(_database);
            Free.Add(_database);
        }
    }

    public static async Task PrepareAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions(), source, NullLogger<PostgresStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
    }

    /// <summary>What a dead process was about to commit is stored before, or never.</summary>
    private static async Task EmptyAsync(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var end = source.CreateCommand("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await end.ExecuteNonQueryAsync();
        await using var delete = source.CreateCommand("""
            do $$ declare name text; begin
              for name in select tablename from pg_tables where schemaname = 'automation' and tablename not in ('migration', 'store_version') loop
                execute format('delete from automation.%I', name);
              end loop;
            end $$
            """);
        await delete.ExecuteNonQueryAsync();
    }
}
