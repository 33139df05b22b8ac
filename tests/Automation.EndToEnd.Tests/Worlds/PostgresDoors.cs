using System.Collections.Concurrent;
using Automation.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.EndToEnd.Worlds;

/// <summary>The stores that are open on databases, each with connections of its own; the world's clock decides.</summary>
internal sealed class PostgresDoors
{
    private readonly ConcurrentDictionary<IAutomationStore, NpgsqlDataSource> _open = new();

    public IAutomationStore NewStore(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        var store = new PostgresStore(new PostgresStoreOptions { ClockOfCaller = true }, source, NullLogger<PostgresStore>.Instance);
        _open[store] = source;
        return store;
    }

    public async ValueTask CloseAsync(IAutomationStore store)
    {
        await store.DisposeAsync();
        if (_open.TryRemove(store, out var source))
        {
            await source.DisposeAsync();
        }
    }
}
