using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.Storage;

/// <summary>Keeps rules, events and runs in PostgreSQL. Many processes may share one database.</summary>
internal sealed partial class PostgresStore(PostgresStoreOptions options, NpgsqlDataSource source, ILogger<PostgresStore> logger) : IAutomationStore
{
    private readonly StoreSchema _schema = new(options, source, logger);

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => _schema.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
