using Npgsql;

namespace Automation.Storage;

/// <summary>The database and the options of the store of one container. Ends with the container, after the store.</summary>
internal sealed class StorePlace(NpgsqlDataSource source, bool ownsSource, PostgresStoreOptions options) : IAsyncDisposable
{
    /// <summary>Gives the connections.</summary>
    public NpgsqlDataSource Source { get; } = source;

    /// <summary>The schema and who owns it.</summary>
    public PostgresStoreOptions Options { get; } = options;

    /// <summary>A place with a connection pool of its own. The driver does not log there: each statement, at Information, would drown what the host says.</summary>
    public static StorePlace At(string connectionString, PostgresStoreOptions options) =>
        new(NpgsqlDataSource.Create(connectionString), ownsSource: true, options);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ownsSource ? Source.DisposeAsync() : ValueTask.CompletedTask;
}
