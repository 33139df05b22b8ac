using Automation.Postgres;
using Automation.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.EndToEnd.Worlds;

/// <summary>A database of its own, where each process has connections of its own; the world's clock decides.</summary>
internal sealed class PostgresData : IWorldData
{
    private readonly PostgresDoors _doors = new();
    private TestDatabase? _database;

    public async Task OpenAsync()
    {
        if (_database is null)
        {
            var server = await TestPostgres.GetAsync();
            _database = await server.TakeDatabaseAsync(await server.GetTemplateAsync("store", PrepareAsync));
        }
    }

    public IAutomationStore NewStore() => _doors.NewStore(_database!.ConnectionString);

    public ValueTask CloseAsync(IAutomationStore store) => _doors.CloseAsync(store);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            // What a dead process was about to commit is stored before, or never.
            await _database.DisposeAsync();
        }
    }

    public static async Task PrepareAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions(), source, NullLogger<PostgresStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
    }
}
